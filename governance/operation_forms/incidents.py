"""Forms of incidents and drills."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from governance.content.loader import books
from governance.models import Incident, Risk
from governance.operation_forms.fields import (
    SystemChoice,
    content_choices,
    day_field,
    moment_field,
    words_field,
)
from governance.overviews.risks import risks_of
from governance.page_language import said
from governance.services.incidents import DrillDraft, IncidentDraft, Lesson

FIRST_ACTION, NOTE = "action", "note"


class IncidentForm(forms.Form):
    title = forms.CharField(label=_("What happened"), max_length=200)
    severity = forms.ChoiceField(label=_("Severity"), widget=forms.RadioSelect)
    reported_by = forms.CharField(label=_("Reported by"), max_length=100)
    noticed_at = moment_field(_("Noticed at"), help_text=_("The clock of the first action starts here."))
    occurred_at = moment_field(_("Began at"), required=False, help_text=_("Empty: unknown."))
    playbook = forms.ChoiceField(label=_("Playbook"), required=False)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        severities = [
            (one.id, f"{one.id} {said(one.name)} — {said(one.action)}")
            for one in books().roles.incident_severities
        ]
        self.fields["severity"].choices = severities  # type: ignore[attr-defined]
        playbooks = [("", _("None fits")), *content_choices(books().roles.playbooks)]
        self.fields["playbook"].choices = playbooks  # type: ignore[attr-defined]
        self.fields["system"] = SystemChoice(organization)
        self.fields["noticed_at"].initial = timezone.now

    def draft(self) -> IncidentDraft:
        return IncidentDraft(**{name: value for name, value in self.cleaned_data.items() if name != "system"})


class EntryForm(forms.Form):
    """One line of the timeline."""

    kind = forms.ChoiceField(
        label=_("Kind of entry"), choices=[(FIRST_ACTION, _("First action")), (NOTE, _("Note on the course"))]
    )
    at = moment_field(_("When"))
    text = words_field(_("What was done or seen"), 3)

    def __init__(self, incident: Incident, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = timezone.now
        if incident.first_action_at is not None:
            self.fields["kind"].choices = [(NOTE, _("Note on the course"))]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    at = moment_field(_("When"))


class LessonForm(forms.Form):
    cause = words_field(_("Cause"), 3)
    lesson = words_field(_("Lesson: what changes now"), 3)
    risk = forms.ModelChoiceField(
        queryset=Risk.objects.none(), required=False, label=_("Risk of the register")
    )
    item = forms.ChoiceField(label=_("Readiness item"), required=False)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["risk"].queryset = risks_of(organization)  # type: ignore[attr-defined]
        items = [("", "–"), *content_choices(books().roles.operating_readiness)]
        self.fields["item"].choices = items  # type: ignore[attr-defined]

    def given(self) -> Lesson:
        return Lesson(**self.cleaned_data)


class DrillForm(forms.Form):
    playbook = forms.ChoiceField(label=_("What was drilled"), required=False)
    held_on = day_field(_("Day"))
    participants = forms.CharField(label=_("Who took part"), max_length=500)
    passed = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    minutes_to_switch = forms.IntegerField(
        label=_("Minutes to switch"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("From stopping to working again. Empty: not measured."),
    )
    findings = words_field(_("What was found"), 3, required=False)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drilled = [("", _("Fallback procedure")), *content_choices(books().roles.playbooks)]
        self.fields["playbook"].choices = drilled  # type: ignore[attr-defined]
        self.fields["system"] = SystemChoice(organization)

    def draft(self) -> DrillDraft:
        return DrillDraft(**{name: value for name, value in self.cleaned_data.items() if name != "system"})

"""Forms of roles, the matrix, duties, the kill switch, fail-safe patterns and readiness."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.content.loader import books
from governance.content.operation import operation_book
from governance.operation_forms.fields import content_choices, day_field, words_field
from governance.operation_states import PartyChoice, ReadinessState
from governance.overviews.duties import MatrixRow
from governance.page_language import said
from governance.services.duties import HolderDraft, OperationDraft
from governance.services.readiness import ReadinessDraft

LETTER_CHOICES = [("", "–"), ("R", "R"), ("A", "A"), ("RA", "R + A"), ("C", "C"), ("I", "I")]


class HolderForm(forms.Form):
    person_name = forms.CharField(label=_("Person"), max_length=100)
    deputy_name = forms.CharField(label=_("Deputy"), max_length=100, required=False)
    escalation_name = forms.CharField(
        label=_("Escalation contact"),
        max_length=100,
        required=False,
        help_text=_("Whom to call when neither can decide."),
    )

    def draft(self) -> HolderDraft:
        return HolderDraft(**self.cleaned_data)


class RaciForm(forms.Form):
    """The letters of one activity: a choice for each role."""

    def __init__(self, row: MatrixRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in books().roles.roles:
            self.fields[role.id] = forms.ChoiceField(
                label=said(role.name),
                choices=LETTER_CHOICES,
                required=False,
                initial=row.letters.get(role.id, ""),
            )

    def letters(self) -> dict[str, str]:
        return {role: letter for role, letter in self.cleaned_data.items() if letter}


class OperationForm(forms.Form):
    deployment_mode = forms.ChoiceField(label=_("Deployment mode"), required=False)
    deploy_plan = words_field(
        _("How it is brought out"),
        2,
        required=False,
        help_text=_("To whom first, on which devices and network, and how to go back."),
    )
    monitor_plan = words_field(
        _("How it is watched"),
        2,
        required=False,
        help_text=_(
            "Stops, slowness, cost and error rate: who looks, how often, from which value on an alarm."
        ),
    )
    update_plan = words_field(
        _("How it is updated"),
        2,
        required=False,
        help_text=_(
            "Model, prompts and documents: who approves a change, and which evaluation is run again first."
        ),
    )
    stop_person = forms.CharField(
        label=_("Who may stop it"),
        max_length=100,
        required=False,
        help_text=_("The line manager on the spot, by name: nobody should have to ask first."),
    )
    stop_place = forms.CharField(label=_("Where the switch is"), max_length=200, required=False)
    stop_how = words_field(_("How, and what is used instead"), 3, required=False)
    stop_tried_on = day_field(_("Last tried on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Unknown")), *content_choices(operation_book().deployment_modes)]
        self.fields["deployment_mode"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> OperationDraft:
        return OperationDraft(**self.cleaned_data)


class DutyForm(forms.Form):
    party = forms.ChoiceField(label=_("Carried by"), choices=PartyChoice.choices)
    person_name = forms.CharField(label=_("Person on our side"), max_length=100)
    agreed_in = forms.CharField(
        label=_("Where it was agreed"),
        max_length=300,
        required=False,
        help_text=_("A clause of the contract or terms, with its date. Needed when others carry it."),
    )


class FailSafeForm(forms.Form):
    realised = words_field(_("How it is realised"), 4)
    tried_on = day_field(_("Last tried on"), required=False)


class ReadinessForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=ReadinessState.choices)
    owner_name = forms.CharField(label=_("Person in charge"), max_length=100)
    started_on = day_field(_("Started on"), required=False)
    due_on = day_field(_("Due on"), required=False)
    done_on = day_field(_("Completed on"), required=False)
    evidence = words_field(
        _("Evidence"),
        3,
        required=False,
        help_text=_("Document, place or reason. Needed for what is complete or does not apply."),
    )

    def draft(self) -> ReadinessDraft:
        return ReadinessDraft(**self.cleaned_data)

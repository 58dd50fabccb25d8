"""Forms of the training register and of tests with planted errors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.content.loader import books
from governance.models import PlantedItem
from governance.operation_forms.fields import content_choices, day_field, words_field
from governance.services.planted import Mark, PaperResult
from governance.services.training import Attendee, SessionDraft


class NeedForm(forms.Form):
    """People who must take a track: one on each line."""

    track = forms.ChoiceField(label=_("Track"))
    people = words_field(_("Names of the people"), 6, help_text=_("One on each line, by name or staff code."))
    due_on = day_field(_("Due on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = content_choices(books().roles.training_tracks)  # type: ignore[attr-defined]

    def clean_people(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]


class AttendanceForm(forms.Form):
    completed = words_field(
        _("Completed"),
        6,
        required=False,
        help_text=_(
            "One on each line, by name or staff code; after a comma the score of 100, if there was a test."
        ),
    )
    not_completed = words_field(_("Took part and did not complete"), 3, required=False)

    def attendees(self) -> list[Attendee]:
        """People of both fields; ValidationError for a score that is no number is raised by clean."""
        given = self.cleaned_data
        return [*given["completed"], *given["not_completed"]]

    def clean_completed(self) -> list[Attendee]:
        return attendees_of(self.cleaned_data["completed"], completed=True)

    def clean_not_completed(self) -> list[Attendee]:
        return attendees_of(self.cleaned_data["not_completed"], completed=False)


class SessionForm(AttendanceForm):
    track = forms.ChoiceField(label=_("Track"))
    held_on = day_field(_("Day"))
    hours = forms.FloatField(label=_("Hours"), min_value=0, max_value=100)
    teacher = forms.CharField(label=_("Teacher"), max_length=100, required=False)
    cost_jpy = forms.IntegerField(
        label=_("Cost (JPY, without tax)"),
        min_value=0,
        max_value=10**12,
        required=False,
        help_text=_("Empty: unknown."),
    )
    cost_source = forms.CharField(label=_("Where the cost comes from"), max_length=200, required=False)
    field_order = ["track", "held_on", "hours", "teacher", "cost_jpy", "cost_source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = content_choices(books().roles.training_tracks)  # type: ignore[attr-defined]

    def draft(self) -> SessionDraft:
        given = self.cleaned_data
        return SessionDraft(**{name: given[name] for name in self.field_order})


def attendees_of(text: str, completed: bool) -> list[Attendee]:
    """Read "name" or "name, score" from each line.

    >>> attendees_of("佐藤 花子,85\\n高橋", completed=True)[0]
    Attendee(person='佐藤 花子', completed=True, score_percent=85.0)
    """
    return [_attendee(line, completed) for line in text.splitlines() if line.strip()]


def _attendee(line: str, completed: bool) -> Attendee:
    person, comma, score = line.replace("、", ",").replace("，", ",").partition(",")
    if not comma:
        return Attendee(person.strip(), completed)
    try:
        return Attendee(person.strip(), completed, float(score))
    except ValueError:
        raise ValidationError(gettext("“%(line)s”: the score is no number.") % {"line": line[:60]}) from None


def attendance_lines(attendees: list[Any], completed: bool) -> str:
    """The attendances of a session as the text that the form reads."""
    chosen = [one for one in attendees if one.completed is completed]
    return "\n".join(
        one.person if one.score_percent is None else f"{one.person}, {one.score_percent:g}" for one in chosen
    )


class PlantedTestForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    pass_percent = forms.FloatField(label=_("Pass line (%)"), min_value=1, max_value=100, initial=80)


class PlantedItemForm(forms.Form):
    original = words_field(_("Original text"), 4, help_text=_("From your own documents or outputs."))
    shown = words_field(
        _("Text that the reviewer sees"),
        4,
        help_text=_(
            "With an error planted in it, or the same as the original: reviewers must also meet right texts."
        ),
    )
    error = forms.CharField(
        label=_("Which error"), max_length=300, required=False, help_text=_("Empty for a right text.")
    )


class PaperResultForm(forms.Form):
    person = forms.CharField(label=_("Name or staff code"), max_length=100)
    taken_on = day_field(_("Day"))
    found = forms.IntegerField(label=_("Errors found"), min_value=0, max_value=100000)
    planted = forms.IntegerField(label=_("Errors planted"), min_value=1, max_value=100000)
    false_alarms = forms.IntegerField(
        label=_("False alarms"),
        min_value=0,
        max_value=100000,
        required=False,
        help_text=_("Right texts that were called wrong. Empty: not counted."),
    )

    def result(self) -> PaperResult:
        return PaperResult(**self.cleaned_data)


class TakingForm(forms.Form):
    """For each text: is there an error, and which."""

    def __init__(self, items: list[PlantedItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"says_{item.pk}"] = forms.ChoiceField(
                label=_("Is there an error?"),
                choices=[("yes", _("There is an error")), ("no", _("No error"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"remark_{item.pk}"] = forms.CharField(
                label=_("Which error, and where to look it up"), max_length=300, required=False
            )

    def rows(self) -> list[tuple[PlantedItem, Any, Any]]:
        return [(item, self[f"says_{item.pk}"], self[f"remark_{item.pk}"]) for item in self.items]

    def marks(self) -> dict[int, Mark]:
        given = self.cleaned_data
        return {
            item.pk: Mark(given[f"says_{item.pk}"] == "yes", given[f"remark_{item.pk}"])
            for item in self.items
        }

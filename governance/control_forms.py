"""Forms of requirements: one answer, or the applicability of many."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.control_states import Applicability, ControlStatus
from governance.models import ControlRecord
from governance.services.controls import ControlAnswer

DECLARED = [choice for choice in Applicability.choices if choice[0] != Applicability.UNDECIDED]


class ControlForm(forms.Form):
    """What somebody says about one requirement."""

    applicability = forms.ChoiceField(
        label=_("Does it apply?"), choices=Applicability.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Needed where it does not apply. For example: no product or office in the EU."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    status = forms.ChoiceField(label=_("Status"), choices=ControlStatus.choices)
    owner_name = forms.CharField(
        label=_("Person responsible"),
        required=False,
        max_length=100,
        help_text=_("A person by name, with the department."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=4000,
        help_text=_("Document, number, place: somebody else must be able to find it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    checked_on = forms.DateField(
        label=_("Checked on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def answer(self) -> ControlAnswer:
        return ControlAnswer(**self.cleaned_data)


def filled_control_form(record: ControlRecord | None) -> ControlForm:
    """The form as it was answered last."""
    if record is None:
        return ControlForm(
            initial={"applicability": Applicability.UNDECIDED, "status": ControlStatus.NOT_STARTED}
        )
    return ControlForm(initial={name: getattr(record, name) for name in ControlForm.base_fields})


class DeclareForm(forms.Form):
    """The applicability of the requirements that were chosen in the list."""

    applicability = forms.ChoiceField(label=_("Does it apply?"), choices=DECLARED)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("Needed where it does not apply. For example: no product or office in the EU."),
    )


class AdoptForm(forms.Form):
    """The edition that was on the screen."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

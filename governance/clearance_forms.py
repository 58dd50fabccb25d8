"""Forms of the check of data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from governance.control_states import ClearanceAnswer
from governance.models import DataClearance
from governance.services.clearances import ClearanceDraft, ClearanceVerdict

CLASSES = [
    ("public", _("Public")),
    ("internal", _("Internal")),
    ("partner", _("Partner only")),
    ("secret", _("Strictly confidential")),
]


def _view(label: Any, help_text: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, choices=ClearanceAnswer.choices)


class ClearanceForm(forms.Form):
    """Which data go in, and what each view says."""

    data_description = forms.CharField(
        label=_("Data that go in"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    confidentiality = forms.ChoiceField(label=_("Highest confidentiality class"), choices=CLASSES)
    customer_contract = _view(_("Customer contracts (NDA)"), _("Only what the customer agreed to."))
    export_control = _view(
        _("Export control (FEFTA)"), _("Judged by who can access it, persons abroad included.")
    )
    personal_data = _view(_("Personal data (APPI)"), _("Purpose, provision to others, transfer abroad."))
    trade_secret = _view(_("Trade secrets"), _("Does the place where it goes keep it a secret by contract?"))
    conditions = forms.CharField(
        label=_("Conditions"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source_text = forms.CharField(
        label=_("Where this comes from"),
        max_length=500,
        help_text=_("Document, page, date or person: somebody else must be able to check it."),
    )

    def draft(self) -> ClearanceDraft:
        return ClearanceDraft(**self.cleaned_data)


def filled_clearance_form(newest: DataClearance | None) -> ClearanceForm:
    if newest is None:
        return ClearanceForm()
    return ClearanceForm(initial={name: getattr(newest, name) for name in ClearanceForm.base_fields})


class ClearanceDecisionForm(forms.Form):
    """The decision of a named person."""

    approved = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("True", _("Approve")), ("False", _("Reject"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    person_name = forms.CharField(label=_("Name of the person who decides"), max_length=100)
    person_title = forms.CharField(label=_("Title"), max_length=100)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def verdict(self) -> ClearanceVerdict:
        return ClearanceVerdict(**self.cleaned_data)


def decision_form_of(user: User) -> ClearanceDecisionForm:
    return ClearanceDecisionForm(initial={"person_name": user.name, "person_title": user.title})

"""What people may send on the pages of vendors: records, uses, the policy and events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from governance.models import (
    AiSystem,
    HostRecord,
    ModelRecord,
    ModelUse,
    OriginRule,
    SupplierRecord,
    VendorEvent,
)
from governance.operation_forms.fields import day_field, words_field
from governance.vendor_states import SharedPart

TWO_LETTERS = _("Two letters, such as JP. Empty: unknown.")
SOURCE_LABELS = {
    "source": _("Source"),
    "seen_on": _("Date seen"),
    "certainty": _("Certainty"),
}
SOURCE_HELP = {"source": _("Document, page or address from which somebody else can check this.")}


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of one company: names are checked when it is stored, where the company is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if isinstance(field, forms.CharField) and field.max_length == 2:
                field.widget.attrs["autocomplete"] = "off"

    def validate_unique(self) -> None:
        """The service says it in words."""

    def validate_constraints(self) -> None:
        """The service says it in words."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and field.max_length == 2 and values.get(name):
                values[name] = values[name].upper()
        return values


class ModelRecordForm(RowForm):
    class Meta:
        model = ModelRecord
        fields = (
            "name", "developer", "parent", "origin_country", "weights", "licence", "licence_chain", "weights_sha256",
            "weights_public", "code_public", "data_public", "recipe_public", "released_on", "retired_on",
            "source", "seen_on", "certainty",
        )  # fmt: skip
        labels = {
            "name": _("Name of the model"),
            "developer": _("Developer"),
            "parent": _("Parent company and state involvement"),
            "origin_country": _("Country of origin"),
            "weights": _("Weights"),
            "licence": _("Licence"),
            "licence_chain": _("Chain of licences"),
            "weights_sha256": _("SHA-256 of the weights"),
            "weights_public": _("Weights public"),
            "code_public": _("Code public"),
            "data_public": _("Training data public"),
            "recipe_public": _("Recipe public"),
            "released_on": _("Released"),
            "retired_on": _("Retired, or announced for"),
            **SOURCE_LABELS,
        }
        help_texts = {
            "origin_country": TWO_LETTERS,
            "licence_chain": _("What it was distilled or derived from, and under which licence."),
            **SOURCE_HELP,
        }


class HostRecordForm(RowForm):
    class Meta:
        model = HostRecord
        fields = (
            "name", "operator", "jurisdiction", "fallback_places", "operators_location", "remote_access", "address",
            "source", "seen_on", "certainty",
        )  # fmt: skip
        labels = {
            "name": _("Name of the place"),
            "operator": _("Operated by"),
            "jurisdiction": _("Jurisdiction"),
            "fallback_places": _("Where it goes when the place fails"),
            "operators_location": _("Operators' location"),
            "remote_access": _("Access from abroad"),
            "address": _("Address in the sending policy"),
            **SOURCE_LABELS,
        }
        help_texts = {
            "jurisdiction": TWO_LETTERS,
            "operators_location": _(
                "Where the people are who can reach the servers. Two letters; empty: unknown."
            ),
            "address": _("The same host:port as in the sending policy, so that both can be compared."),
            **SOURCE_HELP,
        }


class SupplierRecordForm(RowForm):
    class Meta:
        model = SupplierRecord
        fields = (
            "name", "kind", "country", "contract", "contract_on", "viability_note", "source", "seen_on", "certainty",
        )  # fmt: skip
        labels = {
            "name": _("Contract party"),
            "kind": _("Kind of supplier"),
            "country": _("Country"),
            "contract": _("Contract"),
            "contract_on": _("Date of the contract"),
            "viability_note": _("Viability"),
            **SOURCE_LABELS,
        }
        help_texts = {
            "country": TWO_LETTERS,
            "viability_note": _(
                "Funding, profit, owners: use of AI may grow without this supplier growing with it."
            ),
            **SOURCE_HELP,
        }


RECORD_FORMS: dict[str, type[RowForm]] = {
    "model": ModelRecordForm,
    "host": HostRecordForm,
    "supplier": SupplierRecordForm,
}


class ModelUseForm(RowForm):
    class Meta:
        model = ModelUse
        fields = (
            "system", "name", "model", "host", "supplier", "deployment", "is_selected", "spend_jpy_per_year",
            "requests_per_month", "amounts_source", "amounts_on", "evaluated_on", "evaluation_reference",
        )  # fmt: skip
        labels = {
            "system": _("AI system"),
            "name": _("Name of this use"),
            "model": _("Model"),
            "host": _("Place of operation"),
            "supplier": _("Contract party"),
            "deployment": _("Way of operation"),
            "is_selected": _("Selected for this AI system (counts in the concentration and at gate G3)"),
            "spend_jpy_per_year": _("Spend a year (JPY)"),
            "requests_per_month": _("Requests a month"),
            "amounts_source": _("Where the amounts come from"),
            "amounts_on": _("Date of the amounts"),
            "evaluated_on": _("Date of the evaluation"),
            "evaluation_reference": _("Name of the evaluation"),
        }
        help_texts = {"spend_jpy_per_year": _("Without tax. Empty: unknown, never zero.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = self.instance.organization
        querysets = {
            "system": AiSystem.objects.filter(organization=company, retired_on=None),
            "model": company.model_records.all(),
            "host": company.host_records.all(),
            "supplier": company.supplier_records.all(),
        }
        for name, rows in querysets.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("model", "host", "supplier"):
            self.fields[name].empty_label = _("Unknown")  # type: ignore[attr-defined]


class SharedPartsForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label=_("Customers may read"),
        choices=SharedPart.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class OriginRuleForm(RowForm):
    class Meta:
        model = OriginRule
        fields = ("role", "country", "verdict", "rationale", "decided_by_name", "decided_on", "review_on")
        labels = {
            "role": _("Applies to"),
            "country": _("Country"),
            "verdict": _("Rule"),
            "rationale": _("Reason"),
            "decided_by_name": _("Decided by"),
            "decided_on": _("Decided on"),
            "review_on": _("Review date"),
        }
        help_texts = {
            "country": _("Two letters, such as JP."),
            "rationale": _(
                "Law, customers' demands, supply and political risk: the reason, not only the result."
            ),
        }


class OriginApprovalForm(forms.Form):
    countries = forms.CharField(max_length=20, widget=forms.HiddenInput)  # what was on the screen
    person_name = forms.CharField(label=_("Name of the person who approves"), max_length=100)
    reason = words_field(_("Reason"))


class VendorEventForm(RowForm):
    class Meta:
        model = VendorEvent
        fields = (
            "kind", "model", "supplier", "on", "description", "input_price", "output_price", "currency", "source",
            "seen_on", "certainty",
        )  # fmt: skip
        labels = {
            "kind": _("What happened"),
            "model": _("Model"),
            "supplier": _("Contract party"),
            "on": _("Effective from"),
            "description": _("Description"),
            "input_price": _("Input, for a million tokens"),
            "output_price": _("Output, for a million tokens"),
            "currency": _("Currency"),
            **SOURCE_LABELS,
        }
        help_texts = {"currency": _("Three letters, such as USD."), **SOURCE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = self.instance.organization
        for name, rows in (("model", company.model_records), ("supplier", company.supplier_records)):
            self.fields[name].queryset = rows.all()  # type: ignore[attr-defined]
            self.fields[name].required = False
        for name in ("input_price", "output_price"):
            self.fields[name].required = False
            self.fields[name].min_value = 0  # type: ignore[attr-defined]


class ChangeReviewForm(forms.Form):
    system = forms.ModelChoiceField(AiSystem.objects.none(), label=_("AI system"), empty_label=None)
    on = day_field(_("Date of the evaluation"))
    reference = forms.CharField(label=_("Name of the evaluation"), max_length=300)
    result = words_field(_("Result"))
    person_name = forms.CharField(label=_("Responsible"), max_length=100)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = AiSystem.objects.filter(organization=organization)  # type: ignore[attr-defined]

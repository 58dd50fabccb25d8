"""What people may send about tolerances, documents, exit plans, drills, reviews and partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.content.library import SwitchQuestion
from governance.models import DependencyTolerance, ExitDrill, ExitPlan, PartnerActivity
from governance.operation_forms.fields import day_field, moment_field, words_field
from governance.page_language import said
from governance.services.documents import TEXT_CHARACTERS
from governance.vendor_forms import RowForm
from governance.vendor_states import SwitchDecision, Trend

YES_NO_UNKNOWN = [("", _("Unknown")), ("True", _("Yes")), ("False", _("No"))]


def yes_no_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=YES_NO_UNKNOWN,
        coerce=lambda value: value == "True",
        empty_value=None,
    )


class ToleranceForm(RowForm):
    class Meta:
        model = DependencyTolerance
        fields = (
            "vendor_index_max", "origin_index_max", "host_index_max", "switching_days_max", "switching_cost_max_jpy",
            "tolerated", "decided_by_name", "decided_on",
        )  # fmt: skip
        labels = {
            "vendor_index_max": _("Most concentration by contract party (HHI, 0 to 1)"),
            "origin_index_max": _("Most concentration by origin (HHI, 0 to 1)"),
            "host_index_max": _("Most concentration by place of operation (HHI, 0 to 1)"),
            "switching_days_max": _("Most days to switch"),
            "switching_cost_max_jpy": _("Most cost of a switch (JPY)"),
            "tolerated": _("External dependence that is tolerated, and what is not"),
            "decided_by_name": _("Decided by"),
            "decided_on": _("Decided on"),
        }
        help_texts = {
            "vendor_index_max": _(
                "1 is one single party, 0.5 are two equal ones. Empty: management has not said."
            )
        }


class DocumentForm(forms.Form):
    text = forms.CharField(
        label=_("Text"), max_length=TEXT_CHARACTERS, widget=forms.Textarea(attrs={"rows": 22})
    )


class ApprovalForm(forms.Form):
    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    person_name = forms.CharField(label=_("Name of the person who approves"), max_length=100)
    person_title = forms.CharField(label=_("Title"), max_length=100)
    review_on = day_field(_("Review date"))


class ExitPlanForm(RowForm):
    is_re_evaluated = yes_no_field(_("The substitute was evaluated on our own questions"))

    class Meta:
        model = ExitPlan
        fields = (
            "substitute", "is_re_evaluated", "re_evaluation_reference", "re_evaluated_on", "steps", "data_return",
            "contract_clauses", "ecosystem_ties", "days_estimate", "cost_estimate_jpy", "estimate_source",
            "owner_name", "next_drill_on",
        )  # fmt: skip
        labels = {
            "substitute": _("Substitute model"),
            "re_evaluation_reference": _("Name of the evaluation"),
            "re_evaluated_on": _("Date of the evaluation"),
            "steps": _("Steps"),
            "data_return": _("Return of data"),
            "contract_clauses": _("Clauses of the contract"),
            "ecosystem_ties": _("Ties to the supplier's own functions"),
            "days_estimate": _("Days to switch (estimate)"),
            "cost_estimate_jpy": _("Cost of the switch (JPY, estimate)"),
            "estimate_source": _("Where the estimate comes from"),
            "owner_name": _("Responsible"),
            "next_drill_on": _("Next drill"),
        }
        help_texts = {
            "data_return": _("Format, term and cost at the end of the contract; proof of deletion."),
            "ecosystem_ties": _("Functions, tools and formats that would be lost, open models included."),
        }


class DrillStartForm(forms.Form):
    started_at = moment_field(_("Start"))
    person_name = forms.CharField(label=_("Responsible"), max_length=100)


class DrillEndForm(RowForm):
    ended_at = moment_field(_("End"))
    has_passed = yes_no_field(_("The substitute met the pass line of the evaluation"))

    class Meta:
        model = ExitDrill
        fields = ("ended_at", "has_passed", "reference", "cost_jpy", "findings")
        labels = {
            "reference": _("Name of the evaluation"),
            "cost_jpy": _("Measured cost (JPY)"),
            "findings": _("Findings"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_jpy"].required = False


class SwitchReviewForm(forms.Form):
    """One field for each question of the book, then the trends and the decision."""

    on = day_field(_("Held on"))
    price_trend = forms.ChoiceField(label=_("Trend of prices"), choices=Trend.choices, initial=Trend.UNKNOWN)
    quality_trend = forms.ChoiceField(
        label=_("Trend of quality"), choices=Trend.choices, initial=Trend.UNKNOWN
    )
    decision = forms.ChoiceField(
        label=_("What is decided"), choices=SwitchDecision.choices, widget=forms.RadioSelect
    )
    reason = words_field(_("Reason"))
    person_name = forms.CharField(label=_("Name of the person who decides"), max_length=100)
    next_on = day_field(_("Next review"))

    def __init__(self, questions: tuple[SwitchQuestion, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"question_{at}": one.id for at, one in enumerate(questions)}
        for name, one in zip(self.names, questions, strict=True):
            self.fields[name] = words_field(said(one.name), rows=2)
        self.order_fields(["on", *self.names])

    def answers(self) -> dict[str, str]:
        return {question: self.cleaned_data[name] for name, question in self.names.items()}


class PartnerForm(RowForm):
    class Meta:
        model = PartnerActivity
        fields = (
            "partner", "kind", "activity", "data_shared", "rights", "contract", "responsible", "accountable",
            "consulted", "informed", "starts_on", "ends_on",
        )  # fmt: skip
        labels = {
            "partner": _("Partner"),
            "kind": _("Kind of partner"),
            "activity": _("What is done together"),
            "data_shared": _("Data shared"),
            "rights": _("Rights to results and data"),
            "contract": _("Contract"),
            "responsible": _("Does it (R)"),
            "accountable": _("Answers for it (A, exactly one)"),
            "consulted": _("Consulted (C)"),
            "informed": _("Informed (I)"),
            "starts_on": _("From"),
            "ends_on": _("Until"),
        }

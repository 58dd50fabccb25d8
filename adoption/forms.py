"""Forms of use cases, evidence and decisions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from adoption.content.gatebook import FactKind
from adoption.gates.facts import Fact, FactName, Facts, FactValue
from adoption.gates.record import GateReview, Verdict
from adoption.models import UseCase
from adoption.services import UseCaseDraft
from adoption.states import OutcomeChoice
from evaluations.models import Run
from evaluations.states import RunState
from language.text import Text
from tco.models import CostPlan


def in_page_language(text: Text) -> str:
    return text.in_(get_language() or "ja")


class UseCaseForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner_name = forms.CharField(
        label=_("Process owner"),
        max_length=100,
        required=False,
        help_text=_("A named person in the department that does the job."),
    )

    def draft(self, library_id: str = "") -> UseCaseDraft:
        return UseCaseDraft(**self.cleaned_data, library_id=library_id)


def filled_use_case_form(use_case: UseCase) -> UseCaseForm:
    fields = ("name", "name_en", "description", "owner_name")
    return UseCaseForm(initial={field: getattr(use_case, field) for field in fields})


class LinkRunForm(forms.Form):
    run = forms.ModelChoiceField(Run.objects.none(), label=_("Finished evaluation"))

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = organization.runs.filter(state=RunState.DONE)  # type: ignore[attr-defined]


class LinkPlanForm(forms.Form):
    plan = forms.ModelChoiceField(CostPlan.objects.none(), label=_("Cost plan"))

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = CostPlan.objects.filter(organization=organization)  # type: ignore[attr-defined]


class RunToPlanForm(forms.Form):
    """A finished evaluation and the cost plan that takes over what it measured; the newest, unless chosen."""

    run = forms.ModelChoiceField(Run.objects.none(), label=_("Finished evaluation"), empty_label=None)
    plan = forms.ModelChoiceField(CostPlan.objects.none(), label=_("Cost plan"), empty_label=None)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = organization.runs.filter(state=RunState.DONE)
        plans = CostPlan.objects.filter(organization=organization).order_by("-pk")
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class RunToSizingForm(RunToPlanForm):
    """A finished evaluation and the cost plan whose GPUs are sized from the batches it measured."""

    batching = forms.ChoiceField(
        label=_("How requests were batched"),
        choices=[
            ("continuous", _("Continuously: new requests join while others are answered (usual)")),
            ("static", _("In fixed batches that nobody joins")),
        ],
    )


class FactsForm(forms.Form):
    """One field for each fact of a criterion that a person may answer; an empty field records nothing."""

    source_text = forms.CharField(
        label=_("Where this comes from"),
        max_length=500,
        help_text=_("Document, page, date or person: somebody else must be able to check it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, kinds: list[FactKind], known: Facts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, FactName] = {}
        for at, kind in enumerate(kinds):
            self.names[f"fact_{at}"] = kind.fact_name
            self.fields[f"fact_{at}"] = fact_field(kind, known.get(kind.fact_name))
        self.order_fields([*self.names, "source_text"])

    def facts_by_name(self) -> dict[tuple[str, str], dict[str, FactValue]]:
        """The given facts under their (source, key)."""
        grouped: dict[tuple[str, str], dict[str, FactValue]] = {}
        for field, name in self.names.items():
            value = self.cleaned_data[field]
            if value not in (None, ""):
                grouped.setdefault((name.source, name.key), {})[name.field] = value
        return grouped


def fact_field(kind: FactKind, known: Fact | None) -> forms.Field:
    """The input for one fact, filled with what is known."""
    label, initial = in_page_language(kind.name), known.value if known else None
    if kind.kind == "number":
        unit = in_page_language(kind.unit) if kind.unit else ""
        label = f"{label} ({unit})" if unit else label
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        return forms.FloatField(label=label, required=False, initial=initial, widget=widget)
    if kind.kind == "yes_no":
        return forms.TypedChoiceField(
            label=label,
            required=False,
            initial=None if initial is None else str(initial),
            choices=[("", _("Unknown")), ("True", _("Yes")), ("False", _("No"))],
            coerce=lambda value: value == "True",
            empty_value=None,
        )
    if kind.choices:
        choices = [("", _("Unknown")), *((one.value, in_page_language(one.name)) for one in kind.choices)]
        return forms.ChoiceField(label=label, required=False, initial=initial, choices=choices)
    return forms.CharField(label=label, required=False, initial=initial, max_length=500)


def with_values(sent: Mapping[str, Any], values: Mapping[str, object]) -> QueryDict:
    """What was sent, with a few values in the place of those that came; lists stay lists."""
    changed = sent.copy() if isinstance(sent, QueryDict) else QueryDict(mutable=True)
    for name, value in values.items():
        changed[name] = str(value)
    return changed


class DecisionForm(forms.Form):
    """The decision of a named person, on the state that is on the screen."""

    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    after_decision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Decision"), choices=OutcomeChoice.choices, widget=forms.RadioSelect)
    person_name = forms.CharField(label=_("Name of the person who decides"), max_length=100)
    person_title = forms.CharField(label=_("Title"), max_length=100)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    whose_safety = forms.CharField(
        label=_("Whose safety was considered, and how"),
        required=False,
        help_text=_("Needed to go on. For example: operators at the press, customers who receive the parts."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        help_text=_("Needed for a conditional go."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    review_date = forms.DateField(
        label=_("Review date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    unknowns_acknowledged = forms.MultipleChoiceField(
        label=_("Open musts that I know of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    dissent = forms.CharField(
        label=_("Dissenting opinions"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, review: GateReview, by: User, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "seen_sha256": review.snapshot_sha256,
            "after_decision": review.latest.id if review.latest else 0,
            "person_name": by.name,
            "person_title": by.title,
        }
        super().__init__(*args, **kwargs)
        open_musts = [r for r in review.assessment.results if r.criterion.must and r.status != "met"]
        if open_musts:
            choices = [
                (r.criterion.id, f"{r.criterion.id} {in_page_language(r.criterion.name)}") for r in open_musts
            ]
            self.fields["unknowns_acknowledged"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["unknowns_acknowledged"]

    def show_present(self, review: GateReview) -> None:
        """After a refusal the page shows the state of now, and the next answer is to that one; the words stay."""
        seen = {
            "seen_sha256": review.snapshot_sha256,
            "after_decision": review.latest.id if review.latest else 0,
        }
        self.data = with_values(self.data, seen)

    def verdict(self) -> Verdict:
        values = dict(self.cleaned_data)
        acknowledged = tuple(values.pop("unknowns_acknowledged", ()))
        return Verdict(**values, unknowns_acknowledged=acknowledged)

"""A plan's name, months, options and uses, typed on one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from language.text import Text
from tco.errors import InvalidInput
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.origins import ORIGIN_LABELS, supplier_row
from tco.plan.shape import (
    KEY,
    KIND_LABELS,
    LONGEST_YEARS,
    MONTHS_PER_YEAR,
    MOST_OPTIONS,
    MOST_USES,
    RESERVED_KEYS,
    Kind,
    option_row,
    standard_options,
    standard_uses,
)
from tco.services import NewPlan

FIRST_YEAR, LAST_YEAR = 2020, 2100
TYPED = {
    "options": ("key", "kind", "ja", "en", "origin", "is_light", "remove"),
    "uses": ("was", "ja", "en", "remove"),
}


class PlanForm(forms.Form):
    """The name, the months and the fiscal year of a plan."""

    name = forms.CharField(label=_("Name of the plan"), max_length=200)
    starts_on = forms.DateField(
        label=_("First month of operation"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Enter a month as 2027-04.")},
    )
    years = forms.IntegerField(
        label=_("Years of the plan"), min_value=1, max_value=LONGEST_YEARS, localize=False
    )
    fiscal_start_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"),
        coerce=int,
        choices=[(month, str(month)) for month in range(1, MONTHS_PER_YEAR + 1)],
    )

    def clean_starts_on(self) -> date:
        """Plans begin with a month, in this century."""
        typed: date = self.cleaned_data["starts_on"]
        if not FIRST_YEAR <= typed.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Enter a month between %(first)d and %(last)d."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return typed.replace(day=1)


class RowForm(forms.Form):
    """A named row that can be taken out."""

    ja = forms.CharField(label=_("Name"), max_length=60)
    en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    remove = forms.BooleanField(label=_("Take out"), required=False)

    def clean(self) -> dict[str, Any]:
        """What is taken out need not be right."""
        found = super().clean() or {}
        if found.get("remove"):
            self.errors.clear()
        return found

    def row(self) -> dict[str, str]:
        """Return what a plan stores."""
        return {"ja": self.cleaned_data["ja"], "en": self.cleaned_data["en"] or self.cleaned_data["ja"]}


class OptionForm(RowForm):
    """One option: its code, kind and name, and where its model comes from."""

    key = forms.CharField(label=_("Code"), max_length=12)
    kind = forms.ChoiceField(label=_("Kind"))
    origin = forms.ChoiceField(label=_("Where its model comes from"), required=False)
    is_light = forms.BooleanField(label=_("A light model"), required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        kinds = [(kind.value, in_page_language(label)) for kind, label in KIND_LABELS.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds)
        origins = [(origin or "", in_page_language(label)) for origin, label in ORIGIN_LABELS.items()]
        label = _("Where its model comes from")
        self.fields["origin"] = forms.ChoiceField(label=label, choices=origins, required=False)

    def clean_key(self) -> str:
        """A code begins the keys of the option's inputs and rows."""
        key = str(self.cleaned_data["key"])
        if not KEY.fullmatch(key) or key in RESERVED_KEYS:
            raise forms.ValidationError(
                _("Use 2 to 10 small letters and up to 2 digits, for example api2. Some words are reserved.")
            )
        return key

    def row(self) -> dict[str, str]:
        found = self.cleaned_data
        supplier = supplier_row(found["origin"], is_light=found["is_light"])
        return {"key": found["key"], "kind": found["kind"], **super().row(), **supplier}


class UseForm(RowForm):
    """One use; `was` is its number before the change, so that its inputs follow it."""

    was = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=MOST_USES)


class RowsOfForms(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows of which at least one stays, all with different names and codes."""

    kept: list[RowForm]

    def clean(self) -> None:
        """Say at the row what another row has already."""
        self.kept = (
            [form for form in self.forms if not form.cleaned_data.get("remove")]
            if not any(self.errors)
            else []
        )
        if not any(self.errors) and not self.kept:
            raise forms.ValidationError(_("At least one must stay."))
        for name in ("key", "ja", "en"):
            _refuse_twice(self.kept, name)


def _refuse_twice(kept: Sequence[RowForm], name: str) -> None:
    seen: set[str] = set()
    for form in kept:
        value = form.cleaned_data.get(name)
        if value and value in seen:
            form.add_error(name, _("Another row has this already."))
        seen.add(value or "")


def _rows_of(form: type[RowForm], most: int) -> type[RowsOfForms]:
    made = forms.formset_factory(
        form, RowsOfForms, extra=0, max_num=most, absolute_max=most, validate_max=True
    )
    return cast("type[RowsOfForms]", made)


_Options = _rows_of(OptionForm, MOST_OPTIONS)
_Uses = _rows_of(UseForm, MOST_USES)


@dataclass(frozen=True)
class TypedPlan:
    """What stands in the fields, checked or not."""

    plan: Mapping[str, Any]
    options: Sequence[Mapping[str, Any]]
    uses: Sequence[Mapping[str, Any]]


class PlanEditor:
    """The three parts of the page as one."""

    def __init__(self, typed: TypedPlan, data: QueryDict | None = None) -> None:
        self.plan = PlanForm(data, initial=dict(typed.plan))
        self.options = _Options(data, initial=list(typed.options), prefix="options")
        self.uses = _Uses(data, initial=list(typed.uses), prefix="uses")
        self.problem: Text | None = None

    @property
    def parts(self) -> tuple[Any, ...]:
        """All three."""
        return (self.plan, self.options, self.uses)

    @property
    def can_add_option(self) -> bool:
        """Whether another option fits."""
        return len(self.options.forms) < MOST_OPTIONS

    @property
    def can_add_use(self) -> bool:
        """Whether another use fits."""
        return len(self.uses.forms) < MOST_USES

    def is_valid(self) -> bool:
        """Check every part, then all of them as a shape."""
        answers = [part.is_valid() for part in self.parts]
        if not all(answers):
            return False
        # A row that clashes with another is marked after its own form was found valid.
        if any(form.errors for rows in (self.options, self.uses) for form in rows.forms):
            return False
        try:
            self.new_plan().shape  # noqa: B018  reading it checks it
        except InvalidInput as error:
            self.problem = error.message
        return self.problem is None

    def new_plan(self) -> NewPlan:
        """Return what was typed."""
        options, uses = ([form.row() for form in rows.kept] for rows in (self.options, self.uses))
        return NewPlan(**self.plan.cleaned_data, options=options, uses=uses)

    def uses_before(self) -> list[int | None]:
        """Return the number that each use had before, None for a new one."""
        return [form.cleaned_data.get("was") for form in self.uses.kept]


def typed_new(starts_on: date) -> TypedPlan:
    """Return what a new plan begins with."""
    plan = {"starts_on": starts_on, "years": 5, "fiscal_start_month": 4}
    return TypedPlan(plan, standard_options(), standard_uses())


def typed_of(plan: CostPlan) -> TypedPlan:
    """Return a stored plan as it would be typed."""
    names = ("name", "starts_on", "years", "fiscal_start_month")
    uses = [{**use, "was": number} for number, use in enumerate(plan.uses, start=1)]
    return TypedPlan({name: getattr(plan, name) for name in names}, plan.options, uses)


def typed_in(data: QueryDict) -> TypedPlan:
    """Return what stands in posted fields, unchecked: for showing the page with one more row."""
    plan = {name: data.get(name, "") for name in PlanForm.base_fields}
    return TypedPlan(plan, _rows(data, "options", MOST_OPTIONS), _rows(data, "uses", MOST_USES))


def _rows(data: QueryDict, part: str, most: int) -> list[dict[str, Any]]:
    posted = [number for number in range(most) if f"{part}-{number}-ja" in data]
    return [{name: data.get(f"{part}-{number}-{name}", "") for name in TYPED[part]} for number in posted]


def with_option(typed: TypedPlan, kind: Kind) -> TypedPlan:
    """Add an option of a kind with a code and a name that no other has."""
    keys = {str(option.get("key", "")) for option in typed.options}
    number = next(n for n in range(1, MOST_OPTIONS + 2) if _numbered(kind.value, n) not in keys)
    label = KIND_LABELS[kind]
    if number > 1:
        label = Text(f"{label.ja} {number}", f"{label.en} {number}")
    added = option_row(_numbered(kind.value, number), kind, label)
    return TypedPlan(typed.plan, [*typed.options, added][:MOST_OPTIONS], typed.uses)


def with_use(typed: TypedPlan) -> TypedPlan:
    """Add a use without a name."""
    return TypedPlan(typed.plan, typed.options, [*typed.uses, {"ja": "", "en": ""}][:MOST_USES])


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}{number}"

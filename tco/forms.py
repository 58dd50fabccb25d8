"""What people type into a cost plan. Percentages are typed as percent and kept as fractions."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from language.text import Text
from tco.assumptions import STATUS_LABELS, AssumptionValue, Status
from tco.model.rows import InputSpec

HUNDRED = Decimal(100)
FIRST_YEAR, LAST_YEAR = 2020, 2100


def in_page_language(text: Text) -> str:
    """Return a bilingual text in the language of the page."""
    return text.in_(get_language() or "ja")


def to_typed(spec: InputSpec, value: Decimal) -> Decimal:
    """Return a stored value as people type it, without needless zeros."""
    typed = value * HUNDRED if spec.style == "percent" else value
    return Decimal(f"{typed.normalize():f}")


def from_typed(spec: InputSpec, typed: Decimal) -> Decimal:
    """Return a typed value as it is stored."""
    return typed / HUNDRED if spec.style == "percent" else typed


class InputField(forms.DecimalField):
    """The value of one input, checked against its own limits; `0`-based choices become a selection."""

    def __init__(self, spec: InputSpec, **options: Any) -> None:
        super().__init__(max_digits=24, decimal_places=8, localize=False, **options)
        self.spec = spec
        if spec.choices:
            pairs = [(str(number), in_page_language(text)) for number, text in enumerate(spec.choices)]
            self.widget = forms.Select(choices=pairs)
        else:
            self.widget.attrs.update({"step": "any", "inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored value as typed; what was typed stays as it is."""
        return str(to_typed(self.spec, value)) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal:
        """Return the stored value, or say at the field what is wrong."""
        typed = super().clean(value)
        if typed is None:
            raise forms.ValidationError(self.error_messages["required"])
        stored = from_typed(self.spec, typed)
        problem = self.spec.problem(float(stored))
        if problem:
            raise forms.ValidationError(in_page_language(problem))
        return stored


class SliderForm(forms.Form):
    """The standard values that a page lets people move; each field is named after its input."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, pairs: Iterable[tuple[InputSpec, AssumptionValue]], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.pairs = list(pairs)
        for spec, value in self.pairs:
            self.fields[spec.key] = InputField(spec, label=in_page_language(spec.label), initial=value.mode)

    def draft(self) -> dict[str, Decimal]:
        """Return the moved values, only where they differ from what is saved."""
        return {
            spec.key: self.cleaned_data[spec.key]
            for spec, value in self.pairs
            if self.cleaned_data[spec.key] != value.mode
        }


class SaveForm(forms.Form):
    """Why the values change: without a reason there is no source to trace them to."""

    note = forms.CharField(label=_("Reason or source of the change"), max_length=300)


class PlanForm(forms.Form):
    """A new plan."""

    name = forms.CharField(label=_("Name of the plan"), max_length=200)
    starts_on = forms.DateField(
        label=_("First month of operation"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    years = forms.IntegerField(label=_("Years of the plan"), min_value=1, max_value=7, initial=5, localize=False)
    fiscal_start_month = forms.IntegerField(
        label=_("First month of the fiscal year"), min_value=1, max_value=12, initial=4, localize=False
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


class AssumptionForm(forms.Form):
    """Three values of an input with where they come from, and the revision that the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, spec: InputSpec, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for name, label in (("low", _("Low")), ("mode", _("Standard")), ("high", _("High"))):
            self.fields[name] = InputField(spec, label=label)
        self.fields["source"] = forms.CharField(label=_("Source"), max_length=500)
        self.fields["source_date"] = forms.DateField(
            label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        choices = [(status.value, in_page_language(label)) for status, label in STATUS_LABELS.items()]
        self.fields["status"] = forms.ChoiceField(label=_("How it is known"), choices=choices)
        self.spec = spec

    def clean(self) -> dict[str, Any]:
        """Check that the three values are in order."""
        found = super().clean() or {}
        if all(name in found for name in ("low", "mode", "high", "source", "source_date", "status")):
            problem = self.value(found).problem(self.spec)
            if problem:
                raise forms.ValidationError(in_page_language(problem))
        return found

    def value(self, found: dict[str, Any] | None = None) -> AssumptionValue:
        """Return what was typed as an assumption."""
        data = self.cleaned_data if found is None else found
        return AssumptionValue(
            key=self.spec.key,
            low=data["low"],
            mode=data["mode"],
            high=data["high"],
            source=Text(data["source"], data["source"]),
            source_date=data["source_date"],
            status=Status(data["status"]),
        )

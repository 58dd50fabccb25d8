"""Three values of one input with their source, date and status."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.text import Text
from tco.assumptions import STATUS_LABELS, AssumptionValue, Status
from tco.errors import InvalidInput
from tco.forms.typed import InputField, in_page_language
from tco.model.rows import InputSpec
from tco.uncertainty.ranges import KINDS, Range, input_distribution

FIRST_SOURCE_YEAR = 2000
DISTRIBUTION_LABELS = {
    "pert": Text("PERT(標準値の近くに集まる)", "PERT: gathers around the standard value"),
    "triangular": Text("三角分布", "Triangular"),
    "lognormal": Text("対数正規分布(下限と上限で90%)", "Lognormal: 90 % between low and high"),
    "beta": Text("ベータ分布(下限と上限で90%)", "Beta: 90 % between low and high"),
    "bernoulli": Text("起こるか起こらないか(確率)", "Happens or not: a chance"),
    "discrete": Text("3つの値だけ", "The three values alone"),
    "fixed": Text("動かさない", "Does not vary"),
}


def distribution_choices(spec: InputSpec) -> list[tuple[str, str]]:
    """Return the distributions to choose from; the blank one is the input's own."""
    own = DISTRIBUTION_LABELS[spec.spread]
    usual = in_page_language(Text(f"この項目の既定: {own.ja}", f"As usual for this input: {own.en}"))
    return [("", usual), *((kind, in_page_language(DISTRIBUTION_LABELS[kind])) for kind in KINDS)]


class AssumptionForm(forms.Form):
    """Three values of an input with where they come from, and the revision that the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, spec: InputSpec, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.spec = spec
        if spec.choices:
            self.fields["mode"] = InputField(spec, label=_("Value"))
        else:
            for name, label in (("low", _("Low")), ("mode", _("Standard")), ("high", _("High"))):
                self.fields[name] = InputField(spec, label=label)
        self.fields["source"] = forms.CharField(label=_("Source"), max_length=500)
        self.fields["source_date"] = SourceDateField(label=_("Date of the source"))
        self.fields["status"] = forms.ChoiceField(label=_("How it is known"), choices=status_choices())
        if not spec.choices:
            self.fields["distribution"] = forms.ChoiceField(
                label=_("Distribution in the simulation"), choices=distribution_choices(spec), required=False
            )

    def clean(self) -> dict[str, Any]:
        """Check the three values against each other and against their distribution, each at its own field."""
        found = super().clean() or {}
        if self.spec.choices and "mode" in found:
            found["low"] = found["high"] = found["mode"]
        add_order_errors(self, found)
        if not self.errors and found.get("distribution"):
            self._check_distribution(found)
        return found

    def _check_distribution(self, found: dict[str, Any]) -> None:
        low, mode, high = (float(found[name]) for name in ("low", "mode", "high"))
        try:
            input_distribution(self.spec, Range(low, mode, high, found["distribution"]))
        except InvalidInput as error:
            self.add_error("distribution", in_page_language(error.message))

    def value(self, before: AssumptionValue | None = None) -> AssumptionValue:
        """Return what was typed as an assumption; a source left as it was keeps both languages and its price row."""
        data = self.cleaned_data
        is_kept = before is not None and data["source"] == in_page_language(before.source).strip()
        source = before.source if before and is_kept else Text(data["source"], data["source"])
        has_price = before is not None and is_kept and data["mode"] == before.mode
        return AssumptionValue(
            key=self.spec.key,
            low=data["low"],
            mode=data["mode"],
            high=data["high"],
            source=source,
            source_date=data["source_date"],
            status=Status(data["status"]),
            distribution=data.get("distribution", ""),
            price_row=before.price_row if before and has_price else None,
        )


class SourceDateField(forms.DateField):
    """The day of a source: not in the future, and not so long ago that it must be a slip."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def validate(self, value: date | None) -> None:
        """Refuse days to come and years before 2000."""
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(
                _("A source cannot be dated in the future. Enter the day on which you saw it.")
            )
        if value and value.year < FIRST_SOURCE_YEAR:
            raise ValidationError(_("Enter a date from %(year)d on."), params={"year": FIRST_SOURCE_YEAR})


def status_choices() -> list[tuple[str, str]]:
    """Return how well a value may be known, in words."""
    return [(status.value, in_page_language(label)) for status, label in STATUS_LABELS.items()]


def add_order_errors(form: forms.Form, found: dict[str, Any]) -> None:
    """Say at the end of the range that is on the wrong side of the standard value."""
    low, mode, high = (found.get(name) for name in ("low", "mode", "high"))
    if isinstance(low, Decimal) and isinstance(mode, Decimal) and low > mode:
        form.add_error("low", _("The low value must not be above the standard value."))
    if isinstance(high, Decimal) and isinstance(mode, Decimal) and high < mode:
        form.add_error("high", _("The high value must not be below the standard value."))

"""The value of one input as people type it, checked against the input's own limits."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from language.text import Text
from tco.model.rows import InputSpec

HUNDRED = Decimal(100)
STORED = Decimal("1e-8")


def in_page_language(text: Text) -> str:
    """Return a bilingual text in the language of the page."""
    return text.in_(get_language() or "ja")


def to_typed(spec: InputSpec, value: Decimal) -> Decimal:
    """Return a stored value as people type it, without needless zeros."""
    typed = value * HUNDRED if spec.style == "percent" else value
    return Decimal(f"{typed.normalize():f}")


def from_typed(spec: InputSpec, typed: Decimal) -> Decimal:
    """Return a typed value as it is stored: with eight decimals."""
    value = typed / HUNDRED if spec.style == "percent" else typed
    return value if value == value.to_integral_value() else value.quantize(STORED)


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

    def clean(self, value: Any) -> Decimal | None:
        """Return the stored value (None where nothing is required or typed), or say what is wrong."""
        typed: Decimal | None = super().clean(value)
        if typed is None:
            return None
        stored = from_typed(self.spec, typed)
        problem = self.spec.problem(float(stored))
        if problem:
            raise forms.ValidationError(in_page_language(problem))
        return stored

"""The values that a page lets people move, and the reason that saving asks for."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tco.assumptions import AssumptionValue
from tco.forms.typed import InputField, in_page_language
from tco.model.rows import InputSpec


class SliderForm(forms.Form):
    """The standard values of inputs; each field is named after its input."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, pairs: Iterable[tuple[InputSpec, AssumptionValue]], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.pairs = list(pairs)
        for spec, value in self.pairs:
            self.fields[spec.key] = InputField(spec, label=in_page_language(spec.label), initial=value.mode)

    def draft(self) -> dict[str, Decimal]:
        """Return the moved values, only where they differ from what is saved; none while a value is wrong."""
        if not (self.is_bound and self.is_valid()):
            return {}
        return {
            spec.key: self.cleaned_data[spec.key]
            for spec, value in self.pairs
            if self.cleaned_data[spec.key] != value.mode
        }

    def moved(self) -> list[AssumptionValue]:
        """Return the moved assumptions, each range moved with its standard value."""
        draft = self.draft()
        return [value.moved_to(draft[spec.key], spec) for spec, value in self.pairs if spec.key in draft]


class SaveForm(forms.Form):
    """Why the values change: without a reason there is no source to trace them to."""

    note = forms.CharField(label=_("Reason or source of the change"), max_length=300)

"""Many missing values typed on one page: a standard value is enough, and one source may hold for all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.forms.assumption import SourceDateField, add_order_errors, status_choices
from tco.forms.typed import InputField, in_page_language
from tco.model.rows import InputSpec


class CommonForm(forms.Form):
    """What holds for every row that says nothing else, and the revision that the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(label=_("Source of the rows without their own"), max_length=500, required=False)
    status = forms.ChoiceField(label=_("How they are known"))

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["source_date"] = SourceDateField(label=_("Date of the source"))
        self.fields["status"] = forms.ChoiceField(label=_("How they are known"), choices=status_choices())


class FillRow(forms.Form):
    """One missing input; left empty, it stays missing."""

    def __init__(self, spec: InputSpec, label: Text, data: QueryDict | None) -> None:
        super().__init__(data, prefix=spec.key)
        self.spec, self.label = spec, label
        name_of = in_page_language(label)
        for name, words in (("low", _("Low")), ("mode", _("Standard")), ("high", _("High"))):
            if spec.choices and name != "mode":
                continue
            self.fields[name] = InputField(spec, label=f"{name_of}: {words}", required=False)
        self.fields["source"] = forms.CharField(
            label=f"{name_of}: {_('Source')}", max_length=500, required=False
        )
        if spec.choices:
            choices = [("", "–"), *((str(n), in_page_language(word)) for n, word in enumerate(spec.choices))]
            self.fields["mode"].widget = forms.Select(choices=choices)

    @property
    def is_filled(self) -> bool:
        """Whether a value was typed."""
        return self.cleaned_data.get("mode") is not None

    def clean(self) -> dict[str, Any]:
        """A range without a standard value is no value."""
        found = super().clean() or {}
        if found.get("mode") is None and (found.get("low") is not None or found.get("high") is not None):
            self.add_error("mode", _("Enter the standard value too."))
        add_order_errors(self, found)
        return found


class FillForm:
    """The rows and what they share."""

    def __init__(
        self, inputs: Sequence[tuple[InputSpec, Text]], data: QueryDict | None, initial: dict[str, Any]
    ) -> None:
        self.common = CommonForm(data, initial=initial, prefix="common")
        self.problem: Text | None = None
        self.rows = [FillRow(spec, label, data) for spec, label in inputs]

    def is_valid(self) -> bool:
        """Check every row; a filled one needs a source, its own or the common one."""
        answers = [self.common.is_valid(), *(row.is_valid() for row in self.rows)]
        if not all(answers):
            return False
        unsaid = [row for row in self.rows if row.is_filled and not self._source(row)]
        for row in unsaid:
            row.add_error("source", _("Say where the value comes from, here or above for all rows."))
        return not unsaid

    def values(self) -> list[AssumptionValue]:
        """Return what was typed."""
        return [self._value(row) for row in self.rows if row.is_filled]

    def _source(self, row: FillRow) -> str:
        return str(row.cleaned_data["source"] or self.common.cleaned_data["source"])

    def _value(self, row: FillRow) -> AssumptionValue:
        data, common = row.cleaned_data, self.common.cleaned_data
        mode, source = data["mode"], self._source(row)
        low, high = (mode if data.get(name) is None else data[name] for name in ("low", "high"))
        text = Text(source, source)
        return AssumptionValue(
            row.spec.key, low, mode, high, text, common["source_date"], Status(common["status"])
        )

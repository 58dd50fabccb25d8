"""What people type about prices and bills; a draft's own rules say at which field something is wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from intake.archive import MIB
from language.text import Text
from tco.assumptions import STATUS_LABELS, Status
from tco.models import CostPlan, PriceRow
from tco.price_selectors import Fillable, PriceLine
from tco.prices import bill, reading
from tco.prices.columns import TAX_WORDS
from tco.prices.draft import LONGEST, PriceDraft, problems_of
from tco.prices.errors import PriceRefused
from tco.prices.kinds import KIND_LABELS, UNITS, Kind

FIELDS = (
    "kind",
    "item",
    "provider",
    "region",
    "value",
    "unit",
    "tax_included",
    "source",
    "source_url",
    "retrieved_on",
    "valid_from",
    "valid_to",
    "status",
    "note",
)


def in_page_language(text: Text) -> str:
    """Return a bilingual text in the language of the page."""
    return text.in_(get_language() or "ja")


def _choices(labels: dict[Any, Text]) -> list[tuple[str, str]]:
    return [(str(key), in_page_language(text)) for key, text in labels.items()]


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _line(field: str, label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST[field], **options)


class PriceForm(forms.Form):
    """One price with where it comes from and the days it holds."""

    item = _line("item", _("Item"), help_text=_("The model, the GPU, the contract …"))
    provider = _line("provider", _("Supplier"), required=False)
    region = _line("region", _("Region"), required=False)
    value = forms.DecimalField(
        label=_("Value"),
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal", "min": "0"}),
    )
    source = _line("source", _("Source"), help_text=_("Number of the quotation, name of the price list …"))
    source_url = _line("source_url", _("Address of the source"), required=False)
    retrieved_on = _day(_("Retrieved on"), help_text=_("The day on which you saw the value."))
    valid_from = _day(_("Valid from"))
    valid_to = _day(
        _("Valid to"), required=False, help_text=_("The last day; leave it empty while it is open.")
    )
    note = _line("note", _("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        units = {key: unit.label for key, unit in UNITS.items()}
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=_choices(KIND_LABELS))
        self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=_choices(units))
        self.fields["status"] = forms.ChoiceField(label=_("How it is known"), choices=_choices(STATUS_LABELS))
        self.fields["tax_included"] = forms.TypedChoiceField(
            label=_("Consumption tax"),
            choices=_choices(TAX_WORDS),
            coerce=lambda choice: choice == "True",
            initial="False",
        )
        self.order_fields(FIELDS)

    def clean(self) -> dict[str, Any]:
        """Let the rules of a price say what is wrong, each at its field."""
        found = super().clean() or {}
        if not self.errors:
            self.refuse(problems_of(self.draft(), self.today))
        return found

    def draft(self) -> PriceDraft:
        """Return what was typed."""
        data = self.cleaned_data
        return PriceDraft(**{**data, "kind": Kind(data["kind"]), "status": Status(data["status"])})

    def refuse(self, problems: tuple[Any, ...]) -> None:
        """Say each problem at its field."""
        for problem in problems:
            self.add_error(problem.field or None, in_page_language(problem.message))

    def refused(self, error: PriceRefused) -> None:
        """Say what a stored row contradicts."""
        self.refuse(error.problems)


class CloseForm(forms.Form):
    """The last day of a row without a successor."""

    valid_to = _day(_("Last day"))


class LimitedFile(forms.FileField):
    """An upload that is refused by its size before it is read into memory."""

    def __init__(self, most_bytes: int, accept: str, label: Any) -> None:
        super().__init__(label=label, widget=forms.ClearableFileInput(attrs={"accept": accept}))
        self.most_bytes = most_bytes

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload.size > self.most_bytes:
            most = self.most_bytes // MIB
            raise forms.ValidationError(
                _("The file is too large (limit %(most)d MiB). Nothing was imported. Split it.")
                % {"most": most}
            )
        return upload


class TableForm(forms.Form):
    """A table of prices to import."""

    file = LimitedFile(reading.LIMITS.file_bytes, ".xlsx,.csv", _("File (XLSX or CSV)"))


class BillForm(forms.Form):
    """A bill in the FOCUS format, and the plan it is to be compared with."""

    def __init__(self, organization: Organization, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = LimitedFile(bill.MOST_BYTES, ".csv", _("File (FOCUS format, CSV)"))
        self.fields["plan"] = forms.ModelChoiceField(
            CostPlan.objects.filter(organization=organization),
            label=_("Compare with the plan"),
            required=False,
            empty_label=_("No plan yet"),
        )


class FillForm(forms.Form):
    """For each input of a plan that price rows can fill: keep the value, or take that of a row."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, inputs: Sequence[Fillable], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.inputs = inputs
        for one in inputs:
            kept = [("", _("Keep the value"))]
            rows = [(str(line.row.pk), _row_label(line)) for line in one.lines]
            self.fields[one.key] = forms.ChoiceField(
                label=in_page_language(one.label), choices=[*kept, *rows], required=False
            )

    def chosen(self) -> list[tuple[str, PriceRow]]:
        """Return the inputs for which a row was chosen."""
        rows = {str(line.row.pk): line.row for one in self.inputs for line in one.lines}
        return [(one.key, rows[pk]) for one in self.inputs if (pk := self.cleaned_data[one.key])]


def _row_label(line: PriceLine) -> str:
    row = line.row
    parts = [
        row.item,
        row.provider,
        row.region,
        f"{row.value.normalize():,f} {in_page_language(row.known_unit.label)}",
    ]
    if row.tax_included:
        parts.append(in_page_language(TAX_WORDS[True]))
    if line.stale:
        parts.append(in_page_language(line.stale))
    return " · ".join(part for part in parts if part)

"""Forms of a pilot: KPIs, the measurement plan, readings, deviations, tokens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from adoption.experiments.finding import EffectUnit
from adoption.forms import in_page_language
from adoption.models import KpiInstance
from adoption.pilot_states import Design, DeviationKind, KpiDirection, KpiFamily, KpiHorizon, KpiRole
from adoption.pilots import tasks, values
from adoption.pilots.columns import YES_NO, CellRefused, Column, value_in_unit
from adoption.pilots.definition import PlanDefinition
from adoption.pilots.unit_words import unit_word
from adoption.services.pilots_deviations import DeviationDraft
from adoption.services.pilots_kpis import KpiDraft

SHARES = frozenset({"relative", "points", "rate"})


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AmountField(forms.CharField):
    """A number in a unit; a share is written 35% or 0.35 and kept as 0.35."""

    def __init__(self, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return value_in_unit(text, self.unit)
        except CellRefused as error:
            raise ValidationError(in_page_language(error.message)) from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, float | int) and self.unit == "%":
            return f"{value * 100:.10g}%"
        return f"{value:.10g}" if isinstance(value, float) else value


class KpiForm(forms.Form):
    """What is chosen about a library KPI."""

    role = forms.ChoiceField(label=_("Role"), choices=KpiRole.choices)
    start = AmountField(
        label=_("Start (baseline)"), required=False, help_text=_("Leave it empty while it is not measured.")
    )
    start_source = forms.CharField(label=_("Source of the start"), max_length=300, required=False)
    target = AmountField(label=pgettext_lazy("of a KPI", "Target"), required=False)
    target_on = forms.DateField(label=_("Target date"), required=False, widget=day_input())

    def __init__(self, unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "target"):
            field = self.fields[name]
            assert isinstance(field, AmountField)  # noqa: S101
            field.unit = unit
            field.label = f"{field.label} ({in_page_language(unit_word(unit))})" if unit else field.label
            if unit == "%" and not field.help_text:
                field.help_text = _("With the percent sign, for example 35%.")

    def draft(self) -> KpiDraft:
        return KpiDraft(**self.cleaned_data)


class OwnKpiForm(KpiForm):
    """A KPI of the company's own."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    family = forms.ChoiceField(label=_("Family"), choices=KpiFamily.choices)
    unit = forms.CharField(label=_("Unit"), max_length=40, help_text=_("For example: min/task, %, JPY/mo."))
    direction = forms.ChoiceField(label=_("Direction"), choices=KpiDirection.choices)
    formula = forms.CharField(
        label=_("Formula"),
        max_length=300,
        help_text=_("Names of inputs with + - * / and sum, mean, median. For example: 100*errors/outputs"),
    )
    horizon = forms.ChoiceField(label=_("Horizon"), choices=KpiHorizon.choices)
    field_order = ("name", "name_en", "family", "unit", "direction", "formula", "horizon", "role")

    def __init__(self, unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(unit, *args, **kwargs)
        given = (self.data.get("unit") or "").strip() if self.is_bound else unit
        for name in ("start", "target"):
            self.fields[name].unit = given  # type: ignore[attr-defined]


def filled_kpi_form(kpi: KpiInstance, data: Any = None) -> KpiForm:
    form = KpiForm if kpi.kpi_id else OwnKpiForm
    initial = {name: getattr(kpi, name) for name in form.base_fields}
    return form(kpi.unit, data, initial=initial)


_LINES = forms.Textarea(attrs={"rows": 2})


class PlanForm(forms.Form):
    """The measurement plan; amounts are improvements in the unit of the design."""

    design = forms.ChoiceField(label=_("Comparison"), choices=Design.choices)
    min_effect = AmountField(label=_("Smallest effect that passes"), required=False)
    kill_number = AmountField(
        label=_("Number at which the pilot ends"),
        required=False,
        help_text=_(
            "An effect at or below this ends the pilot. It must be worse than the effect that passes."
        ),
    )
    kill_text = forms.CharField(
        label=_("What happens when it is reached"), max_length=500, required=False, widget=_LINES
    )
    quality_margin = AmountField(
        "%",
        label=_("Quality margin (points)"),
        required=False,
        help_text=_("How much worse quality may be, for example 5%."),
    )
    severe_tolerance = AmountField("%", label=_("Tolerated severe-error rate"), required=False)
    expected_sd = AmountField(
        label=_("Expected spread (standard deviation)"),
        required=False,
        help_text=_(
            "Of the logarithm of the minutes for times (usually 0.4 to 0.8), else in the KPI's unit."
        ),
    )
    expected_rho = AmountField(
        label=_("Expected correlation within a pair"),
        required=False,
        help_text=_("0 to 1; 0.3 to 0.6 is usual."),
    )
    expected_share = AmountField(
        "%", label=_("Expected rate without AI, or share of differing items"), required=False
    )
    tasks_per_person = forms.FloatField(label=_("Tasks of one person"), initial=1)
    icc = forms.FloatField(
        label=_("Likeness of one person's tasks (ICC)"),
        initial=0,
        help_text=_("0 when every task is independent."),
    )
    expected_source = forms.CharField(
        label=_("Source of the expected figures"), max_length=300, required=False
    )
    n_planned = forms.IntegerField(label=_("Planned sample"), required=False)
    indicative_agreed = forms.BooleanField(
        label=_("We agree to label the result indicative if the sample is short"), required=False
    )
    n_baseline = forms.IntegerField(label=_("Planned baseline sample"), required=False)
    baseline_from = forms.DateField(label=_("Baseline from"), required=False, widget=day_input())
    baseline_to = forms.DateField(label=_("Baseline to"), required=False, widget=day_input())
    pilot_from = forms.DateField(label=_("Pilot from"), required=False, widget=day_input())
    pilot_to = forms.DateField(label=_("Pilot to"), required=False, widget=day_input())
    decide_on = forms.DateField(label=_("Day of the decision"), required=False, widget=day_input())
    first_weeks_discarded = forms.IntegerField(
        label=_("Weeks left out at the beginning, for learning"), initial=0, min_value=0, max_value=12
    )
    arms = forms.CharField(
        label=_("How work is assigned to with and without AI"), max_length=500, required=False, widget=_LINES
    )
    measured_by = forms.CharField(label=_("Who measures"), max_length=200, required=False)
    exclusions = forms.CharField(
        label=_("What is left out"),
        max_length=500,
        required=False,
        widget=_LINES,
        help_text=_("For example: interruptions of more than 10 minutes."),
    )

    def __init__(self, unit: EffectUnit, kpi_unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("min_effect", "kill_number"):
            field = self.fields[name]
            assert isinstance(field, AmountField)  # noqa: S101
            field.unit = "%" if unit in SHARES else kpi_unit
            field.label = (
                f"{field.label} ({UNITS_OF_EFFECT.get(unit) or in_page_language(unit_word(kpi_unit))})"
            )

    def definition(self) -> PlanDefinition:
        return PlanDefinition(**self.cleaned_data)


UNITS_OF_EFFECT: dict[str, Any] = {
    "relative": _("improvement as a share of the value without AI"),
    "points": _("improvement in percentage points"),
    "rate": _("the rate itself"),
}


class NewVersionForm(forms.Form):
    reason = forms.CharField(label=_("Why a new version is needed"), max_length=1000, widget=_LINES)


class DeviationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[one for one in DeviationKind.choices if one[0] != DeviationKind.NEW_VERSION]
    )
    on = forms.DateField(label=_("Date"), widget=day_input())
    what = forms.CharField(label=_("What happened"), max_length=2000, widget=_LINES)
    why = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=_LINES)
    effect = forms.CharField(label=_("Effect on the result"), max_length=2000, required=False, widget=_LINES)

    def draft(self) -> DeviationDraft:
        return DeviationDraft(**self.cleaned_data)


class ReadingFileForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the file holds"), choices=[("tasks", _("Timed tasks")), ("values", _("KPI values"))]
    )
    file = forms.FileField(label=_("XLSX or CSV file"))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name of the machine or system"), max_length=100)


COMMON_OF_TASKS = ("on", "period", "arm", "person", "group", "difficulty", "skill", "plan")
ROW_OF_TASKS = (
    "key",
    "pair",
    "sequence",
    "baseline_minutes",
    "prompt_minutes",
    "wait_minutes",
    "review_minutes",
    "rework_minutes",
    "is_correct",
    "is_severe",
    "note",
)


class CellsForm(forms.Form):
    """Fields made from columns of a table: what they hold is read by the same rules as a file."""

    def __init__(self, columns: tuple[Column, ...], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        for column in columns:
            self.fields[column.field] = cell_field(column)

    def cells(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class CorrectionForm(CellsForm):
    def __init__(self, columns: tuple[Column, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(columns, *args, **kwargs)
        self.fields["reason"] = forms.CharField(label=_("Why it is corrected"), max_length=300)


def task_columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(column for name in names for column in tasks.COLUMNS if column.field == name)


def value_columns() -> tuple[Column, ...]:
    return values.COLUMNS


def cell_field(column: Column) -> forms.Field:
    """The input for one column, in the language of the page."""
    label, hint = in_page_language(column.header), in_page_language(column.hint)
    if column.words is not None or column.kind == "yes_no":
        words = column.words or {"yes": YES_NO[True], "no": YES_NO[False]}
        choices = [("", "—"), *((key, in_page_language(text)) for key, text in words.items())]
        return forms.ChoiceField(label=label, required=False, choices=choices, help_text=hint)
    if column.kind == "date":
        return forms.CharField(
            label=label, required=False, widget=forms.TextInput(attrs={"type": "date"}), help_text=hint
        )
    numeric = column.kind in ("number", "count")
    widget = forms.TextInput(attrs={"inputmode": "decimal"} if numeric else {})
    return forms.CharField(
        label=label, required=False, widget=widget, help_text=hint, max_length=30 if numeric else column.most
    )

"""The assumptions page: what is missing first, then group by group, unused ones folded away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from language.text import Text
from tco.assumptions import STATUS_LABELS, AssumptionValue
from tco.model.rows import InputSpec, Section
from tco.models import Assumption, CostPlan
from tco.plan.model import plan_model
from tco.prices.staleness import OTHER_DAYS, stale_reason
from tco.selectors import assumption_value

STALE = "stale"
MISSING = "missing"
FILTER_LABELS = {
    **{status.value: label for status, label in STATUS_LABELS.items()},
    MISSING: Text("値がない", "No value"),
    STALE: Text("古い", "Old"),
}
_OLD = Text(
    "出典の日付から{age}日たっています(目安{limit}日)。",
    "Its source is {age} days old (limit {limit} days).",
)


def label_in(spec: InputSpec, section: Section) -> Text:
    """Return an input's name under a heading that already names its option."""
    ja, en = f"({section.label.ja})", f" ({section.label.en})"
    return Text(spec.label.ja.removesuffix(ja), spec.label.en.removesuffix(en))


@dataclass(frozen=True)
class AssumptionLine:
    """One input; `value` is None while it has none, `row` also while it stands at its unused value."""

    spec: InputSpec
    label: Text
    row: Assumption | None
    value: AssumptionValue | None
    stale: Text | None

    @property
    def is_missing(self) -> bool:
        """Whether the calculation waits for it."""
        return self.value is None and self.spec.neutral is None

    @property
    def is_unused(self) -> bool:
        """Whether it stands at the value that leaves its feature unused."""
        neutral = self.spec.neutral
        if neutral is None:
            return False
        value = self.value
        return value is None or float(value.low) == float(value.mode) == float(value.high) == neutral

    def fits(self, wanted: str) -> bool:
        """Whether the line belongs to a filter; every line belongs to none at all."""
        if wanted == MISSING:
            return self.is_missing
        if wanted == STALE:
            return self.stale is not None
        return not wanted or (self.value is not None and self.value.status.value == wanted)


@dataclass(frozen=True)
class AssumptionGroup:
    """The lines of a group, those in use apart from the rest."""

    section: Section
    used: list[AssumptionLine]
    unused: list[AssumptionLine]

    @property
    def missing(self) -> int:
        """How many lines wait for a value."""
        return sum(line.is_missing for line in self.used)


def assumption_lines(plan: CostPlan) -> list[AssumptionLine]:
    """Return every input of a plan in the order of the model."""
    rows = {row.key: row for row in plan.assumptions.select_related("price_row", "entered_by")}
    today, model = timezone.localdate(), plan_model(plan.shape)
    sections = {section.key: section for section in model.groups}
    return [_line(spec, sections[spec.group], rows.get(spec.key), today) for spec in model.inputs]


def _line(spec: InputSpec, section: Section, row: Assumption | None, today: date) -> AssumptionLine:
    value, stale = (assumption_value(row), _stale(row, today)) if row else (None, None)
    return AssumptionLine(spec, label_in(spec, section), row, value, stale)


def _stale(row: Assumption, today: date) -> Text | None:
    """A value from the price list is as old as its price; any other is old half a year after its source."""
    if row.price_row is not None:
        return stale_reason(row.price_row, today)
    age = (today - row.source_date).days
    return _OLD.filled(age=age, limit=OTHER_DAYS) if age > OTHER_DAYS else None


def missing_inputs(plan: CostPlan) -> list[InputSpec]:
    """Return the inputs without which nothing is calculated."""
    return [line.spec for line in assumption_lines(plan) if line.is_missing]


def assumption_groups(plan: CostPlan, lines: Iterable[AssumptionLine]) -> list[AssumptionGroup]:
    """Return the lines by group, missing ones first; groups without lines are left out."""
    by_group: dict[str, list[AssumptionLine]] = {}
    for line in lines:
        by_group.setdefault(line.spec.group, []).append(line)
    return [
        _group(section, by_group[section.key])
        for section in plan_model(plan.shape).groups
        if section.key in by_group
    ]


def _group(section: Section, lines: Sequence[AssumptionLine]) -> AssumptionGroup:
    used = sorted((line for line in lines if not line.is_unused), key=lambda line: not line.is_missing)
    return AssumptionGroup(section, used, [line for line in lines if line.is_unused])


def filter_counts(lines: Sequence[AssumptionLine]) -> list[tuple[str, Text, int]]:
    """Return the filters that would show something, with their counts."""
    counts = [(key, label, sum(line.fits(key) for line in lines)) for key, label in FILTER_LABELS.items()]
    return [found for found in counts if found[2]]


def known_filter(asked: str) -> str:
    """Return a filter that exists, else none."""
    return asked if asked in FILTER_LABELS else ""

"""The risk register as pages show it: heat maps, what is due, what is not taken over yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Organization
from governance.content.operation import LEVELS, ScaleWord, StarterRisk, operation_book
from governance.models import AiSystem, Risk, ScaleStep
from governance.operation_states import RiskState
from governance.page_language import said
from language.text import Text

# Products of the two levels from which a band begins: a convention for sorting, not a measured amount.
BANDS = ((15, "critical"), (10, "high"), (5, "medium"), (1, "low"))


def band_of(likelihood: int, impact: int) -> str:
    """The band of a pair of levels.

    >>> band_of(3, 5), band_of(2, 5), band_of(1, 5), band_of(2, 2)
    ('critical', 'high', 'medium', 'low')
    """
    return next(band for least, band in BANDS if likelihood * impact >= least)


@dataclass(frozen=True)
class HeatCell:
    likelihood: int
    impact: int
    band: str
    count: int


@dataclass(frozen=True)
class HeatRow:
    word: ScaleWord
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Rows from the highest likelihood down; `unknown` risks have no levels at this side of the treatment."""

    rows: tuple[HeatRow, ...]
    impacts: tuple[ScaleWord, ...]
    unknown: int


def risks_of(organization: Organization, system: AiSystem | None = None) -> QuerySet[Risk]:
    """Risks of a company; with a system, its own and those that hold for the whole company."""
    rows = Risk.objects.filter(organization=organization).select_related("system")
    return rows.filter(Q(system=None) | Q(system=system)) if system else rows


def living(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    return rows.exclude(state=RiskState.CLOSED)


def overdue(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """Risks whose review date has passed."""
    return living(rows).filter(review_on__lt=timezone.localdate())


def worst_first(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """By what is left after the treatment where somebody judged it, else by what was there before."""
    left = Coalesce(F("likelihood_after") * F("impact_after"), F("likelihood_before") * F("impact_before"))
    return rows.annotate(level_left=left).order_by("-level_left", "review_on", "pk")


def scale(organization: Organization, axis: str) -> tuple[ScaleWord, ...]:
    """The company's own words, or the shipped ones."""
    own = {row.level: row for row in ScaleStep.objects.filter(organization=organization, axis=axis)}
    shipped: Sequence[ScaleWord] = getattr(operation_book(), axis)
    return tuple(_own_word(own[word.level]) if word.level in own else word for word in shipped)


def _own_word(row: ScaleStep) -> ScaleWord:
    return ScaleWord(row.level, Text(row.word, row.word), Text(row.meaning, row.meaning))


def heat_map(organization: Organization, risks: Iterable[Risk], when: str) -> HeatMap:
    """Count risks by level; `when` is "before" or "after" the treatment."""
    pairs = [(getattr(risk, f"likelihood_{when}"), getattr(risk, f"impact_{when}")) for risk in risks]
    counted = Counter(pairs)
    rows = tuple(
        HeatRow(word, tuple(_cell(word.level, impact, counted) for impact in LEVELS))
        for word in reversed(scale(organization, "likelihood"))
    )
    return HeatMap(rows, scale(organization, "impact"), sum(1 for pair in pairs if None in pair))


def _cell(likelihood: int, impact: int, counted: Counter[tuple[int, int]]) -> HeatCell:
    return HeatCell(likelihood, impact, band_of(likelihood, impact), counted[likelihood, impact])


def not_taken_over(organization: Organization) -> tuple[StarterRisk, ...]:
    """Shipped risks that the company has nowhere in its register."""
    taken = set(Risk.objects.filter(organization=organization).values_list("starter_id", flat=True))
    return tuple(one for one in operation_book().starter_risks if one.id not in taken)


@dataclass(frozen=True)
class VersionLine:
    """One change of a risk: which fields differ from the version before, in words of the form."""

    number: int
    at: datetime
    by_name: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def versions_of(risk: Risk, labels: dict[str, str]) -> tuple[VersionLine, ...]:
    """Latest first; `labels` gives the word of each field."""
    rows = list(risk.versions.order_by("number"))
    lines: list[VersionLine] = []
    earlier: dict[str, object] = {}
    for row in rows:
        changed = [
            (labels[name], str(earlier.get(name) or "–"), str(value or "–"))
            for name, value in row.values.items()
            if earlier and name in labels and earlier.get(name) != value
        ]
        lines.append(VersionLine(row.number, row.at, row.by_name, row.reason, tuple(changed)))
        earlier = row.values
    return tuple(reversed(lines))


def category_word(category: str) -> str:
    return said({one.id: one.name for one in operation_book().risk_categories}[category])

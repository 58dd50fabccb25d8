"""Uses side by side: sections, what closed and open vendors compete on, and the two sides of a large vendor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from governance.content.library import VendorSection
from governance.dependence.origins import Checked
from governance.dependence.scoring import (
    CRITERIA,
    DEPENDENCE_SIDE,
    SAFETY_SIDE,
    Tally,
    by_section,
    mean_averages,
    of_some,
    overall,
)
from governance.models import ModelUse
from governance.page_language import said
from governance.vendor_records import (
    check_of,
    concentrations,
    openness_score,
    policy_of,
    scores_by_use,
    sections_of,
)
from governance.vendor_states import Weights

CRITERION_WORDS = {
    "price": _("Price"),
    "flexibility": _("Flexibility"),
    "transparency": _("Transparency"),
    "cloud_link": _("Link to the cloud"),
    "support": _("Support"),
}


@dataclass(frozen=True)
class Column:
    """One use in the comparison; `share` is its supplier's part of the spend, None while unknown."""

    use: ModelUse
    checked: Checked
    overall: Tally
    share: float | None
    independence: Tally
    safety: Tally
    openness: float | None


@dataclass(frozen=True)
class Line:
    """One row of the comparison: its words and one tally for each use."""

    id: str
    label: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class Comparison:
    columns: tuple[Column, ...]
    sections: tuple[Line, ...]
    criteria: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """Open or closed weights: the mean of its uses' averages, by section."""

    key: str
    label: str
    uses: int
    averages: dict[str, float]
    unknown: int


def compared(organization: Organization, uses: Sequence[ModelUse]) -> Comparison:
    """Everything that the page of the comparison shows."""
    scores, policy, asked = scores_by_use(uses), policy_of(organization), sections_of(organization)
    shares = {one.name: one.share for one in concentrations(organization)[0].spend.shares}
    columns = tuple(
        Column(
            use,
            check_of(use, policy),
            overall(asked, scores[use.pk]),
            shares.get(use.supplier.name) if use.supplier else None,
            of_some(asked, DEPENDENCE_SIDE, scores[use.pk]),
            of_some(asked, SAFETY_SIDE, scores[use.pk]),
            openness_score(use),
        )
        for use in uses
    )
    tallies = [by_section(asked, scores[use.pk]) for use in uses]
    return Comparison(
        columns,
        tuple(Line(one.id, said(one.name), tuple(found[one.id] for found in tallies)) for one in asked),
        tuple(
            Line(
                key,
                str(CRITERION_WORDS[key]),
                tuple(of_some(asked, ids, scores[use.pk]) for use in uses),
            )
            for key, ids in CRITERIA.items()
        ),
    )


def groups_of(uses: Iterable[ModelUse], asked: Sequence[VendorSection]) -> tuple[Group, ...]:
    """Open and closed weights beside each other; a group without uses is left out, as is what nobody knows."""
    listed = list(uses)
    scores = scores_by_use(listed)
    found = {
        "open": [one for one in listed if one.model and one.model.weights in _OPEN],
        "closed": [one for one in listed if one.model and one.model.weights == Weights.CLOSED],
    }
    words = {"open": _("Open weights"), "closed": _("Closed weights")}
    return tuple(
        _group(key, str(words[key]), members, scores, asked) for key, members in found.items() if members
    )


_OPEN = (Weights.OPEN_SOURCE, Weights.OPEN_WEIGHTS)


def _group(
    key: str,
    label: str,
    uses: list[ModelUse],
    scores: dict[int, dict[str, int | None]],
    asked: Sequence[VendorSection],
) -> Group:
    tallies = [by_section(asked, scores[use.pk]) for use in uses]
    averages = {one.id: mean_averages(found[one.id] for found in tallies) or 0.0 for one in asked}
    unknown = sum(one.unknown for found in tallies for one in found.values())
    return Group(key, label, len(uses), averages, unknown)

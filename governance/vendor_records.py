"""Reading the vendor records: uses with what the policy says, their scores, and how concentrated everything is."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet

from accounts.models import Organization
from governance.content.library import VendorQuestion, VendorSection
from governance.dependence.concentration import Concentration, Portion, concentration, is_within
from governance.dependence.origins import Checked, Countries, Rule, Verdict, check
from governance.dependence.scoring import Tally, overall
from governance.editions import vendor_questions_of
from governance.models import (
    AiSystem,
    DependencyTolerance,
    ModelUse,
    OriginRule,
    VendorAnswer,
    VendorEvent,
)
from governance.vendor_states import ASKS_RE_EVALUATION, DISCLOSED_POINTS, Disclosed, EventKind, OriginRole

DIMENSIONS = ("vendor", "origin", "host")
BASES = ("spend", "workload")
Scores = dict[str, int | None]


@dataclass(frozen=True)
class Policy:
    """The rules of a company, by country."""

    origins: Mapping[str, Rule]
    hosts: Mapping[str, Rule]


@dataclass(frozen=True)
class UseRow:
    """A use with what the policy and the questionnaire say about it."""

    use: ModelUse
    checked: Checked
    tally: Tally


@dataclass(frozen=True)
class Measured:
    """One dimension of concentration on both bases, with its tolerance."""

    dimension: str
    spend: Concentration
    workload: Concentration
    most: float | None

    @property
    def is_within(self) -> bool | None:
        return is_within((self.spend.index, self.workload.index), (self.most, self.most))


def sections_of(organization: Organization) -> tuple[VendorSection, ...]:
    """The questionnaire as the company adopted it: an update asks new questions only after it was adopted."""
    return vendor_questions_of(organization).sections


def by_id(sections: Iterable[VendorSection]) -> dict[str, VendorQuestion]:
    """Every question by its id, in the order of the questionnaire."""
    return {one.id: one for section in sections for one in section.questions}


def uses_of(organization: Organization) -> QuerySet[ModelUse]:
    """All uses that have not ended."""
    return _with_records(ModelUse.objects.filter(organization=organization, ended_on=None))


def uses_of_system(system: AiSystem) -> QuerySet[ModelUse]:
    return _with_records(system.model_uses.filter(ended_on=None))


def chosen_uses(organization: Organization) -> QuerySet[ModelUse]:
    """The uses that are in operation: what concentration is about."""
    return uses_of(organization).filter(is_selected=True, system__retired_on=None)


def policy_of(organization: Organization) -> Policy:
    rules = OriginRule.objects.filter(organization=organization)
    found: dict[str, dict[str, Rule]] = {role: {} for role in OriginRole.values}
    for one in rules:
        found[one.role][one.country] = Rule(cast(Verdict, one.verdict), one.rationale)
    return Policy(found[OriginRole.ORIGIN], found[OriginRole.HOST])


def countries_of(use: ModelUse) -> Countries:
    """The three answers of a use, as two letters; "" while nobody knows."""
    return Countries(
        use.model.origin_country if use.model else "",
        use.host.jurisdiction if use.host else "",
        use.host.operators_location if use.host else "",
    )


def check_of(use: ModelUse, policy: Policy | None = None) -> Checked:
    """What the policy says about a use; an approval counts only for the countries it was given for."""
    known = policy or policy_of(use.organization)
    countries = countries_of(use)
    text = f"{countries.origin},{countries.host},{countries.operators}"
    approved = any(one.countries == text for one in use.origin_approvals.all())
    return check(countries, known.origins, known.hosts, approved)


def scores_by_use(uses: Iterable[ModelUse]) -> dict[int, Scores]:
    """Scores of each use by question, in one query."""
    found: dict[int, Scores] = defaultdict(dict)
    ids = [one.pk for one in uses]
    for use, question, score in VendorAnswer.objects.filter(use__in=ids).values_list(
        "use_id", "question", "score"
    ):
        found[use][question] = score
    return found


def use_rows(uses: Iterable[ModelUse], organization: Organization) -> list[UseRow]:
    listed = list(uses)
    policy, scores, asked = policy_of(organization), scores_by_use(listed), sections_of(organization)
    return [UseRow(use, check_of(use, policy), overall(asked, scores[use.pk])) for use in listed]


def tolerance_of(organization: Organization) -> DependencyTolerance:
    """What management tolerates; an unsaved row of unknowns while it has not said so."""
    found = DependencyTolerance.objects.filter(organization=organization).first()
    return found or DependencyTolerance(organization=organization)


def concentrations(organization: Organization) -> list[Measured]:
    """Concentration by vendor, origin and place of the uses in operation, each by spend and by workload."""
    uses, most = list(chosen_uses(organization)), tolerance_of(organization)
    limits = (most.vendor_index_max, most.origin_index_max, most.host_index_max)
    return [
        Measured(
            name,
            concentration(Portion(_name(use, name), _number(use.spend_jpy_per_year)) for use in uses),
            concentration(Portion(_name(use, name), _number(use.requests_per_month)) for use in uses),
            limit,
        )
        for name, limit in zip(DIMENSIONS, limits, strict=True)
    ]


def is_concentration_tolerated(organization: Organization) -> bool | None:
    """True only when all three dimensions are known and within tolerance on both bases."""
    found = [one.is_within for one in concentrations(organization)]
    return False if False in found else None if None in found else True


def openness_score(use: ModelUse) -> float | None:
    """How much of the model is public, 0 to 4: weights, code, data, recipe; None while one of them is unknown."""
    if use.model is None:
        return None
    parts = [use.model.weights_public, use.model.code_public, use.model.data_public, use.model.recipe_public]
    return None if "" in parts else math.fsum(DISCLOSED_POINTS[Disclosed(part)] for part in parts)


def has_looked_for_changes(system: AiSystem) -> bool:
    """An event of its models or a quarterly review says so; an empty list alone may mean that nobody watches."""
    models = system.model_uses.filter(ended_on=None, is_selected=True).values("model")
    return system.switch_reviews.exists() or VendorEvent.objects.filter(model__in=models).exists()


def open_changes(system: AiSystem) -> list[VendorEvent]:
    """Updates and retirements of a system's models that were not followed by an evaluation.

    An update is settled by an evaluation of that use on the same day or later, too; a retirement never is.
    """
    uses = [use for use in system.model_uses.filter(ended_on=None, is_selected=True) if use.model_id]
    rows = VendorEvent.objects.filter(model__in=[use.model_id for use in uses], kind__in=ASKS_RE_EVALUATION)
    still = rows.exclude(reviews__system=system).select_related("model")
    return [event for event in still if not _is_evaluated_since(event, uses)]


def _is_evaluated_since(event: VendorEvent, uses: Iterable[ModelUse]) -> bool:
    dates = [use.evaluated_on for use in uses if use.model_id == event.model_id]
    return event.kind == EventKind.UPDATE and all(day is not None and day >= event.on for day in dates)


def _with_records(rows: QuerySet[ModelUse]) -> QuerySet[ModelUse]:
    return rows.select_related("organization", "system", "model", "host", "supplier").prefetch_related(
        "origin_approvals"
    )


def _name(use: ModelUse, dimension: str) -> str:
    if dimension == "vendor":
        return use.supplier.name if use.supplier else ""
    countries = countries_of(use)
    return countries.origin if dimension == "origin" else countries.host


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))

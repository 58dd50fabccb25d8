"""The sample's cost plans: one of five options, and a worked case that pays only on a shared base."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from config.demo.company import FOLDER, PLAN
from config.demo.price_book import fill_from_rows
from language.text import Text
from tco.assumptions import AssumptionValue, load_assumptions
from tco.models import CostPlan
from tco.plan.shape import Kind, option_row
from tco.services import NewPlan, create_plan
from tco.starting import next_fiscal_year

SHARED_BASE = "3業務の共通基盤"
SINGLE_USE = "見積支援だけの導入"
# Where a supplier's model comes from decides which loss of access the futures try on it.
OPTIONS = (
    {**option_row("api", Kind.API), "origin": "us"},
    {**option_row("domestic", Kind.DOMESTIC), "origin": "jp_eu"},
    option_row("cloud", Kind.CLOUD),
    option_row("onprem", Kind.ONPREM),
    {**option_row("hybrid", Kind.HYBRID, Text("オンプレミス+API", "Own server with API")), "origin": "us"},
)
USE = ({"ja": "技術文書検索", "en": "Technical document search"},)
BASE_USES = (
    {"ja": "見積支援", "en": "Quotations"},
    {"ja": "図面・文書検索", "en": "Drawing search"},
    {"ja": "翻訳", "en": "Translation"},
)
BASE_OPTION = (option_row("api", Kind.API, Text("共通基盤(API)", "Shared base (API)")),)


@transaction.atomic
def main_plan(organization: Organization, user: User) -> CostPlan:
    """Find or make the plan of the use case, its prices taken from the price book."""
    values = [*_values("assumptions.yaml"), *_values("further_options.yaml")]
    plan = organization.cost_plans.filter(name=PLAN).first()
    if plan is None:
        plan = _create(organization, user, PLAN, (OPTIONS, USE), values)
    fill_from_rows(plan, user, {value.key: value.mode for value in values})
    plan.refresh_from_db()
    return plan


@transaction.atomic
def worked_plans(organization: Organization, user: User) -> tuple[CostPlan, CostPlan]:
    """Find or make the first use alone and the three together: the same base, one loss and one gain."""
    together = {value.key: value for value in _values("shared_base.yaml")}
    alone = together | {value.key: value for value in _values("single_use.yaml")}
    return (
        _worked(organization, user, SINGLE_USE, BASE_USES[:1], alone),
        _worked(organization, user, SHARED_BASE, BASE_USES, together),
    )


def _worked(
    organization: Organization,
    user: User,
    name: str,
    uses: Sequence[Mapping[str, str]],
    values: Mapping[str, AssumptionValue],
) -> CostPlan:
    found = organization.cost_plans.filter(name=name).first()
    return found or _create(organization, user, name, (BASE_OPTION, uses), list(values.values()))


def _create(
    organization: Organization,
    user: User,
    name: str,
    shape: tuple[Sequence[Mapping[str, str]], Sequence[Mapping[str, str]]],
    values: Sequence[AssumptionValue],
) -> CostPlan:
    options, uses = shape
    new = NewPlan(name, next_fiscal_year(timezone.localdate()), options=options, uses=uses)
    return create_plan(organization, user, new, values, "初版")


def _values(file: str) -> list[AssumptionValue]:
    return load_assumptions(FOLDER / file)

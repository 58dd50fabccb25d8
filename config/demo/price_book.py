"""The sample's price book: list prices of the shipped catalogues, and fictional quotations of the company."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from catalogue.gpus import gpus
from config.demo.company import FOLDER
from tco.assumptions import AssumptionValue
from tco.models import CostPlan, PriceRow
from tco.price_selectors import price_rows_for
from tco.price_services import take_over
from tco.prices.draft import PriceDraft
from tco.prices.filling import price_for
from tco.prices.offers import api_offers, gpu_offers
from tco.prices.reading import read_prices
from tco.selectors import assumptions_of
from tco.services import save_assumptions

QUOTATIONS = FOLDER / "prices.csv"
API = ("openai", "gpt-4.1")
GPU = "h100-sxm"
DOMESTIC, SERVER = "国内APIの大規模モデル", "GPUサーバー 96 GB GPU×2枚"
ITEMS = {
    **{
        f"{option}_usd_per_mtok_{part}": API[1]
        for option in ("api", "hybrid")
        for part in ("in", "cached", "out")
    },
    **{f"domestic_jpy_per_mtok_{part}": DOMESTIC for part in ("in", "cached", "out")},
    "cloud_usd_per_gpu_hour": "H100 SXM 80GB [neo-cloud on demand]",
    "onprem_server_price_jpy": SERVER,
    "hybrid_server_price_jpy": SERVER,
    "tariff_jpy_per_kwh": "高圧電力 従量単価",
    "fx_jpy_per_usd": "米ドル 社内レート",
}


def enter_price_rows(organization: Organization, user: User) -> list[PriceRow]:
    """Enter what the sample needs and the book does not have; what somebody closed or replaced stays so."""
    today = timezone.localdate()
    known = set(organization.price_rows.values_list("kind", "item"))
    missing = [one for one in _drafts(today) if (one.kind.value, one.item) not in known]
    return list(take_over(organization, user, missing, today).rows)


def _drafts(today: date) -> Iterator[PriceDraft]:
    for _number, draft in read_prices(QUOTATIONS.name, QUOTATIONS.read_bytes(), today):
        yield draft
    offers = (*api_offers(*API, today), *gpu_offers(gpus()[GPU], today))
    yield from (offer.draft for offer in offers if offer.is_standard)


@transaction.atomic
def fill_from_rows(plan: CostPlan, user: User, entered: Mapping[str, Decimal]) -> int:
    """Let prices that still are as `entered` name their rows and return how many do. Twice is once.

    Their ranges stay the company's, and what somebody changed stays as it is.
    """
    filled = plan.assumptions.filter(price_row__isnull=False)
    if not filled.exists():
        unchanged = [value for value in assumptions_of(plan) if value.mode == entered.get(value.key)]
        values = [_filled(plan, value) for value in unchanged]
        changed = [value for value in values if value is not None]
        save_assumptions(plan, user, changed, "単価台帳の単価を反映", plan.revision)
    return filled.count()


def _filled(plan: CostPlan, before: AssumptionValue) -> AssumptionValue | None:
    item = ITEMS.get(before.key)
    rows = price_rows_for(plan.organization, before.key, timezone.localdate()) if item else []
    row = next((one for one in rows if one.item == item), None)
    if row is None:
        return None
    value = price_for(before.key, row).value
    return replace(value, low=min(before.low, value.mode), high=max(before.high, value.mode))

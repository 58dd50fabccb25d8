"""What the catalogues offer to take over as dated price rows: API list prices, and prices of GPUs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogue.api_listing import ListedModel, ListedRate, listed_model, listed_rates, package
from catalogue.gpus import Gpu, Price
from language.text import Text
from tco.assumptions import Status
from tco.prices.draft import LONGEST, PriceDraft
from tco.prices.kinds import Kind

KINDS = {"in": Kind.API_IN, "cached": Kind.API_CACHED, "out": Kind.API_OUT}
DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")

_LONG = Text(
    "指示がこの長さを超えると、その要求の全体がこの単価になります。",
    "A request with a longer prompt costs this rate as a whole.",
)
_BATCH = Text("まとめて処理(バッチ)する場合の単価です。", "The rate of batch processing.")
_HOURS = Text(
    "この時間帯だけの単価です。価格表では開始日と曜日の違いを表せないため、提供元のページで確かめてください。",
    "Holds in these hours only. The list cannot say since when, or on which weekdays: check the provider's page.",
)
_SINCE_UNKNOWN = Text("いつからの単価かは価格表にありません。", "The list does not say since when it holds.")
_RANGE = Text("{low}–{high}の幅の中央です。", "The middle of the range {low}–{high}.")


@dataclass(frozen=True)
class Offer:
    """A draft that can be taken over: `key` names it in a form, `is_standard` whether it is chosen at first."""

    key: str
    draft: PriceDraft
    condition: str
    is_standard: bool
    remark: Text | None = None


def api_offers(provider: str, model_ref: str, today: date) -> tuple[Offer, ...]:
    """Return the rates of one model that hold today or are announced; UnknownPrice when none is listed.

    gemini-3.8-flash of google on 2026-11-21 offers USD 0.75 now and USD 1.5 from 2027-01-01 for a million tokens in.
    """
    model = listed_model(provider, model_ref)
    rates = listed_rates(provider, model_ref, today)
    return tuple(_api_offer(str(number), model, rate, today) for number, rate in enumerate(rates))


def gpu_offers(gpu: Gpu, today: date) -> tuple[Offer, ...]:
    """Return the prices of one GPU: bought and by the hour; a range becomes its middle and says so."""
    prices = [(False, price) for price in gpu.prices] + [(True, price) for price in gpu.rental_usd_per_hour]
    return tuple(
        _gpu_offer(str(number), gpu, is_rented, price, today)
        for number, (is_rented, price) in enumerate(prices)
    )


def _api_offer(key: str, model: ListedModel, rate: ListedRate, today: date) -> Offer:
    remarks = list(_remarks(rate))
    draft = PriceDraft(
        kind=KINDS[rate.kind] if model.makes_text else Kind.API_EMBEDDING,
        item=_item(model.model_ref, rate.condition),
        provider=model.provider,
        value=rate.usd_per_mtok,
        unit="USD_per_Mtok",
        source=package(),
        source_url=model.page,
        retrieved_on=today,
        valid_from=rate.valid_from or today,
        status=Status.LIST,
        note=model.remark[: LONGEST["note"]],
    )
    return Offer(key, draft, rate.condition, not rate.condition, _joined(remarks))


def _item(name: str, condition: str) -> str:
    return f"{name} [{condition}]" if condition else name


def _remarks(rate: ListedRate) -> Iterator[Text]:
    if "batch" in rate.condition:
        yield _BATCH
    if ">" in rate.condition:
        yield _LONG
    if "UTC" in rate.condition:
        yield _HOURS
    elif rate.valid_from is None:
        yield _SINCE_UNKNOWN


def _joined(remarks: list[Text]) -> Text | None:
    return Text("".join(one.ja for one in remarks), " ".join(one.en for one in remarks)) if remarks else None


def _gpu_offer(key: str, gpu: Gpu, is_rented: bool, price: Price, today: date) -> Offer:
    middle = (Decimal(str(price.low)) + Decimal(str(price.high))) / 2
    seen = _day_of(price.as_of, today)
    is_range = price.low != price.high
    ends = {"low": f"{price.low:,g} {price.currency}", "high": f"{price.high:,g} {price.currency}"}
    draft = PriceDraft(
        kind=Kind.GPU_HOUR if is_rented else Kind.GPU_PURCHASE,
        item=_item(gpu.name, price.kind),
        value=middle,
        unit=f"{price.currency}_{'per_GPU_hour' if is_rented else 'each'}",
        source=price.source[: LONGEST["source"]],
        retrieved_on=seen,
        valid_from=seen,
        status=Status.LIST,
        note=f"{ends['low']}–{ends['high']}" if is_range else "",
    )
    return Offer(key, draft, price.kind, True, _RANGE.filled(**ends) if is_range else None)


def _day_of(stated: str, today: date) -> date:
    """Return the first day that a statement such as "2026-04" can mean, so that a price never looks fresher.

    >>> _day_of("2026-04", date(2026, 11, 21))
    datetime.date(2026, 4, 1)
    """
    found = DATE.match(stated)
    if not found:
        return today
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return min(date(year, month, day), today)

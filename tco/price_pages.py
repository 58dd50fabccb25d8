"""What the pages of prices, model cards and bills show, put together from rows and catalogues."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.api_listing import ListedModel, ListedRate, find_listed, package, rate_history
from catalogue.errors import UnknownPrice
from catalogue.models import ListedPrice, ModelCard, models
from language.text import Text
from tco.models import PriceRow
from tco.prices.against import Comparison

TOKEN_WORDS = {
    "in": Text("入力", "Input"),
    "cached": Text("キャッシュ入力", "Cached input"),
    "out": Text("出力", "Output"),
}
SINCE, ONWARD = Text("当初", "At first"), Text("以降", "Onward")
DASHES = ("solid", "dashed", "dotted")


@dataclass(frozen=True)
class PriceHistory:
    """The standard rates of one provider for a model over time, as lines of a table and of a chart."""

    price: ListedPrice
    moments: tuple[tuple[date | None, dict[str, Decimal]], ...]
    package: str

    @property
    def has_changes(self) -> bool:
        """Whether the list knows more than one moment."""
        return len(self.moments) > 1


def found_cards(words: str) -> list[ModelCard]:
    """Return the model cards whose name, maker, licence or country holds every word."""
    wanted = words.lower().split()
    return [
        card
        for card in models().values()
        if all(word in f"{card.name} {card.vendor} {card.license} {card.country}".lower() for word in wanted)
    ]


def histories(card: ModelCard) -> list[PriceHistory]:
    """Return the price history of a model at each provider that lists it."""
    found = []
    for price in card.prices:
        try:
            rates = rate_history(price.provider, price.model_ref)
        except UnknownPrice:
            continue
        found.append(PriceHistory(price, tuple(_moments(rates)), package()))
    return found


def _moments(rates: Iterable[ListedRate]) -> list[tuple[date | None, dict[str, Decimal]]]:
    moments: dict[date | None, dict[str, Decimal]] = defaultdict(dict)
    for rate in rates:
        moments[rate.valid_from][rate.kind] = rate.usd_per_mtok
    return sorted(moments.items(), key=lambda pair: pair[0] or date.min)


def history_chart(history: PriceHistory, language: str) -> dict[str, Any]:
    """Return a stepped line for each kind of token over the moments of change; the last step runs on."""
    kinds = [kind for kind in TOKEN_WORDS if any(kind in rates for _, rates in history.moments)]
    days = [day.isoformat() if day else SINCE.in_(language) for day, _ in history.moments]
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [*days, ONWARD.in_(language)]},
        "yAxis": {"type": "value", "min": 0},
        "series": [
            {
                "name": TOKEN_WORDS[kind].in_(language),
                "type": "line",
                "step": "end",
                "lineStyle": {"type": dash, "width": 2},
                "data": _steps(rates.get(kind) for _, rates in history.moments),
            }
            for kind, dash in zip(kinds, DASHES, strict=False)
        ],
    }


def series_chart(rows: Sequence[PriceRow], language: str) -> dict[str, Any]:
    """Return a stepped line over the rows of one series by their first days; the last step runs on."""
    ordered = sorted(rows, key=lambda row: (row.valid_from, row.pk))
    days = [row.valid_from.isoformat() for row in ordered]
    return {
        "xAxis": {"type": "category", "data": [*days, ONWARD.in_(language)]},
        "yAxis": {"type": "value", "min": 0},
        "series": [{"type": "line", "step": "end", "data": _steps(row.value for row in ordered)}],
    }


def against_chart(found: Comparison, labels: tuple[str, str]) -> dict[str, Any]:
    """Return planned and billed yen by month side by side; what is unknown leaves a gap."""
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [f"{one.month:%Y-%m}" for one in found.months]},
        "yAxis": {"type": "value"},
        "series": [
            {"name": label, "type": "bar", "data": [_number(getattr(one, field)) for one in found.months]}
            for label, field in zip(labels, ("planned_jpy", "billed_jpy"), strict=True)
        ],
    }


def listed_models(words: str) -> list[ListedModel]:
    """Return what the price list holds for the words; nothing before anything is asked."""
    return find_listed(words) if words.strip() else []


def _steps(values: Iterable[Decimal | None]) -> list[float | None]:
    """A step is drawn up to the next point: the last value needs one more."""
    steps = [_number(value) for value in values]
    return [*steps, *steps[-1:]]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)

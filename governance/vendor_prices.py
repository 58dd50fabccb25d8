"""Prices of models over time as a chart: a step on each day of change, one line for input and one for output."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.models import VendorEvent
from governance.vendor_states import EventKind

MOST_LINES = 6


def currencies(events: Iterable[VendorEvent]) -> list[str]:
    """Currencies that prices are recorded in."""
    return sorted({one.currency for one in events if one.kind == EventKind.PRICE and one.currency})


def price_chart(events: Iterable[VendorEvent], currency: str) -> dict[str, Any] | None:
    """The chart of prices in one currency; None where nothing has a second price, because one is no history.

    Before its first dated price a line has a gap; the last price runs on.
    """
    lines = {name: prices for name, prices in _prices(events, currency).items() if len(prices) > 1}
    shown = dict(list(lines.items())[:MOST_LINES])
    days = sorted({day for prices in shown.values() for day in prices})
    if not shown:
        return None
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [*(day.isoformat() for day in days), _("onward")]},
        "yAxis": {"type": "value", "min": 0},
        "series": [
            {"name": name, "type": "line", "step": "end", "data": _steps(prices, days)}
            for name, prices in shown.items()
        ],
    }


def _prices(events: Iterable[VendorEvent], currency: str) -> dict[str, dict[date, float]]:
    lines: dict[str, dict[date, float]] = defaultdict(dict)
    for event in sorted(events, key=lambda one: (one.on, one.pk)):
        if event.kind != EventKind.PRICE or event.currency != currency:
            continue
        name = str(event.model or event.supplier)
        for words, price in ((_("input"), event.input_price), (_("output"), event.output_price)):
            if price is not None:
                lines[f"{name} {words}"][event.on] = float(price)
    return lines


def _steps(prices: dict[date, float], days: list[date]) -> list[float | None]:
    """The price in force on each day, and once more for the time after."""
    values: list[float | None] = []
    now: float | None = None
    for day in days:
        now = prices.get(day, now)
        values.append(now)
    return [*values, now]

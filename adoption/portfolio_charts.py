"""The map of value against feasibility as an ECharts option; the table beside it says the same."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.portfolio_selectors import PortfolioRow

VALUE, FEASIBLE = "value", "feasible"


def value_map(rows: Sequence[PortfolioRow]) -> dict[str, Any] | None:
    """One mark for each scored use case, named by its rank; the lines in the middle part the four fields."""
    scored = [row for row in rows if row.scores]
    if not scored:
        return None
    middle = {"silent": True, "symbol": "none", "lineStyle": {"type": "dashed"}, "label": {"show": False}}
    return {
        "tooltip": {"show": False},
        "grid": {"left": 12, "right": 40, "top": 32, "bottom": 28, "containLabel": True},
        # Beside the axis its name would be cut off on a phone.
        "xAxis": _axis(_("Feasibility")) | {"nameLocation": "middle", "nameGap": 28},
        "yAxis": _axis(pgettext("of a use case", "Value")),
        "series": [
            {
                "type": "scatter",
                "symbolSize": 14,
                "silent": True,
                "data": _marks(scored),
                "label": {"show": True, "position": "right", "formatter": "{b}"},
                "itemStyle": {"color": "--chart-1"},
                "markLine": {**middle, "data": [{"xAxis": 3}, {"yAxis": 3}]},
            }
        ],
    }


def _axis(name: str) -> dict[str, Any]:
    return {"type": "value", "name": name, "min": 0, "max": 6, "interval": 1}


def _marks(rows: Sequence[PortfolioRow]) -> list[dict[str, Any]]:
    """Use cases with the same medians share one mark."""
    places: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        if row.scores:
            at = row.scores.of(FEASIBLE).median, row.scores.of(VALUE).median
            places.setdefault(at, []).append(str(row.rank))
    return [{"name": ", ".join(ranks), "value": list(at)} for at, ranks in places.items()]

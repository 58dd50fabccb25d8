"""What a study changes in the plan, and what each number of own machines costs, as the pages show it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from language.text import Text
from tco.models import SizingStudy
from tco.sizing_pages import MILLION_YEN, StepLine, written
from tco.sizing_selectors import Base, Consequence, Said
from tco.sizing_typed import typed_of
from tco.templatetags.money import plain

ABOUT_THE_SAME = 0.01


def cost_line(found: Mapping[str, Consequence]) -> StepLine:
    """Return the last step of the chain: the yen of a year in the plan, its range that of the speed."""
    one, *ends = (found[name].headline.running_jpy_per_year for name in ("mode", "fast", "slow"))
    texts = [written(cost, 1e6) for cost in sorted((one, *ends))]
    spread = f"{texts[0]} – {texts[-1]}" if texts[0] != texts[-1] else ""
    label = Text("計画での年間費用(運用開始後の平均)", "Cost a year in the plan, mean of operation")
    return StepLine("cost", label, written(one, 1e6), spread, MILLION_YEN, Text("計画", "plan"))


def difference_lines(study: SizingStudy, said: Said) -> list[tuple[Text, str, str]]:
    """Return what a study was asked with and the plan says otherwise: label, study, plan."""
    asked = typed_of(study.question["typed"])
    pairs: tuple[tuple[Text, float, float | None], ...] = (
        (
            Text("最繁時の質問(件/秒)", "requests per second at the peak"),
            asked.peak_requests_per_s,
            said.peak_requests_per_s,
        ),
        (Text("入力トークン", "input tokens"), asked.input_tokens, said.input_tokens),
        (Text("キャッシュ済み入力トークン", "cached input tokens"), asked.cached_tokens, said.cached_tokens),
        (Text("出力トークン", "output tokens"), asked.output_tokens, said.output_tokens),
        (Text("利用率の上限", "utilisation limit"), asked.utilisation_max, said.utilisation_max),
        (Text("サーバー1台のGPU枚数", "GPUs in a server"), asked.gpus_per_server, said.gpus_per_server),
    )
    return [
        (label, plain(mine), plain(other))
        for label, mine, other in pairs
        if other is not None and not math.isclose(mine, other, rel_tol=ABOUT_THE_SAME)
    ]


def consequence_lines(found: Mapping[str, Consequence]) -> list[tuple[Text, Text, str, list[float | None]]]:
    """Return label, unit, style and the four columns (as it is, expected, slow, fast) of what the option costs."""
    rows: tuple[tuple[Text, Text, str, Any], ...] = (
        (Text("GPU", "GPUs"), Text("枚", "GPUs"), "whole", lambda one: one.gpus),
        (Text("サーバー", "Servers"), Text("台", "servers"), "whole", lambda one: one.servers),
        (Text("初期費用", "Initial cost"), MILLION_YEN, "jpy", lambda one: one.headline.initial_jpy),
        (
            Text("年間費用(運用開始後の平均)", "Cost a year, mean of operation"),
            MILLION_YEN,
            "jpy",
            lambda one: one.headline.running_jpy_per_year,
        ),
        (Text("TCO", "TCO"), MILLION_YEN, "jpy", lambda one: one.headline.tco_jpy),
        (
            Text("TCOの現在価値", "Present value of TCO"),
            MILLION_YEN,
            "jpy",
            lambda one: one.headline.tco_pv_jpy,
        ),
        (Text("NPV(税引後)", "NPV after tax"), MILLION_YEN, "jpy", lambda one: one.headline.npv_jpy),
    )
    lines = [(label, unit, style, _columns(found, read)) for label, unit, style, read in rows]
    return [line for line in lines if any(cell is not None for cell in line[-1])]


def yearly_lines(
    found: Mapping[str, Consequence], labels: Sequence[Text]
) -> list[tuple[Text, list[float | None]]]:
    """Return the cost of the option in each fiscal year, in the same four columns."""
    return [
        (label, _columns(found, lambda one, year=year: one.cost_by_year[year]))
        for year, label in enumerate(labels)
    ]


def _columns(found: Mapping[str, Consequence], read: Any) -> list[float | None]:
    return [read(found[name]) if name in found else None for name in ("now", "mode", "slow", "fast")]


def base_chart(bases: Sequence[Base], name: str) -> dict[str, Any]:
    """Return the present value of the cost over the number of machines; the table beside it has the overflow."""
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [str(one.servers) for one in bases]},
        "yAxis": {"type": "value"},
        "series": [
            {
                "name": name,
                "type": "line",
                "symbol": "circle",
                "symbolSize": 8,
                "data": [round(one.tco_pv_jpy / 1e6, 3) for one in bases],
            }
        ],
    }

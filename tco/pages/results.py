"""Everything the plan page shows of its results, from one calculation."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from language.text import Text
from tco.assumptions import SCENARIO_LABELS, Scenario
from tco.charts import cumulative_chart, cumulative_key
from tco.models import CostPlan
from tco.pages.address import Shown, trace_links
from tco.pages.benefits import by_option as benefits_by_option
from tco.pages.benefits import by_year as benefits_by_year
from tco.pages.break_even import break_even_facts
from tco.pages.breakdown import breakdown_chart
from tco.pages.breakdown import by_option as costs_by_option
from tco.pages.breakdown import by_year as costs_by_year
from tco.pages.comparison import comparison
from tco.pages.figures import Figure, Figures
from tco.pages.strip import strip_of
from tco.selectors import PlanResults, results_of


def results_context(plan: CostPlan, draft: Mapping[str, Decimal], shown: Shown) -> dict[str, Any]:
    """Calculate saved and moved values in all scenarios together; CostError when that cannot be done."""
    saved, now = _calculated(plan, draft)
    found = now[shown.scenario]
    links = trace_links(plan, shown.scenario)
    figures = Figures(found, links)
    option = shown.of(found.shape.options, found.best.key)
    language = get_language() or "ja"
    return {
        "found": found,
        "strip": strip_of(now, saved, shown.scenario, (links, trace_links(plan, Scenario.CAUTIOUS))),
        "is_draft": bool(draft),
        "comparison": comparison(figures),
        "scenarios": _npv_by_scenario(plan, now),
        "chart": cumulative_chart(found, language),
        "cumulative": [
            (each.label, figures.periods(cumulative_key(each.key))) for each in found.shape.all_options
        ],
        "cost_chart": breakdown_chart(figures, language),
        "costs": costs_by_option(figures),
        "chosen": option,
        "yearly_costs": costs_by_year(figures, option),
        "benefits": benefits_by_option(figures),
        "yearly_benefits": benefits_by_year(figures, option),
        "break_even": break_even_facts(figures),
        "labour": figures.at("none.labour.fy", 1),
    }


def _calculated(
    plan: CostPlan, draft: Mapping[str, Decimal]
) -> tuple[dict[Scenario, PlanResults], dict[Scenario, PlanResults]]:
    """Return saved and moved results by scenario; the same ones when nothing was moved."""
    scenarios = tuple(Scenario)
    drafts: list[Mapping[str, Decimal]] = [{}, draft] if draft else [{}]
    found = results_of(plan, [(scenario, one) for one in drafts for scenario in scenarios])
    saved = dict(zip(scenarios, found[: len(scenarios)], strict=True))
    return saved, dict(zip(scenarios, found[-len(scenarios) :], strict=True))


def _npv_by_scenario(plan: CostPlan, now: dict[Scenario, PlanResults]) -> list[tuple[Text, list[Figure]]]:
    """Return the NPV of every option in each scenario."""
    columns = [Figures(now[scenario], trace_links(plan, scenario)) for scenario in Scenario]
    options = now[Scenario.STANDARD].shape.options
    return [(option.label, [column.scalar(f"{option.key}.npv") for column in columns]) for option in options]


def scenario_labels() -> list[tuple[str, Text]]:
    """Return the scenarios with their words, in their order."""
    return [(scenario.value, SCENARIO_LABELS[scenario]) for scenario in Scenario]

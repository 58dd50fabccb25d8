"""`manage.py tco --plan 1 --json`: the numbers of a cost plan, for scripts.

Exit codes: 0 done, 2 no such plan, row or organisation, 3 not calculated because an input has no usable value.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from tco.assumptions import Scenario
from tco.errors import CostError
from tco.models import CostPlan
from tco.pages.periods import period_labels
from tco.selectors import PlanResults, as_json, plan_results

NOT_FOUND, NOT_CALCULATED = 2, 3


class Command(BaseCommand):
    help = "Print the headline numbers of a cost plan, and any of its rows. A value that is unknown is null."

    def add_arguments(self, parser: CommandParser) -> None:
        wanted = parser.add_mutually_exclusive_group(required=True)
        wanted.add_argument("--plan", type=int, help="number of the plan")
        wanted.add_argument("--list", action="store_true", help="list the plans and end")
        parser.add_argument("--organization", help="only plans of the organisation with this address")
        parser.add_argument(
            "--scenario", choices=[scenario.value for scenario in Scenario], default="standard"
        )
        parser.add_argument("--rows", nargs="+", default=[], metavar="KEY", help="rows too, such as api.cost")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        plans = _plans(options["organization"])
        if options["list"]:
            self.stdout.write(_listed(plans, as_data=options["json"]))
            return
        plan = plans.filter(pk=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no cost plan {options['plan']}.", returncode=NOT_FOUND)
        try:
            found = plan_results(plan, Scenario(options["scenario"]))
        except CostError as error:
            raise CommandError(error.message.en, returncode=NOT_CALCULATED) from error
        rows = _rows(plan, found, options["rows"])
        data = as_json(found) | ({"rows": rows} if rows else {})
        self.stdout.write(_written(data) if options["json"] else _lines(found, rows))


def _plans(organization: str | None) -> QuerySet[CostPlan]:
    plans = CostPlan.objects.select_related("organization").order_by("pk")
    return plans.filter(organization__slug=organization) if organization else plans


def _listed(plans: QuerySet[CostPlan], *, as_data: bool) -> str:
    if as_data:
        return _written([_facts(plan) for plan in plans])
    return "\n".join(
        f"{plan.pk:>6}  {plan.organization.slug:<20} r{plan.revision:<4} {plan.name}" for plan in plans
    )


def _facts(plan: CostPlan) -> dict[str, Any]:
    return {
        "plan": plan.pk,
        "organization": plan.organization.slug,
        "name": plan.name,
        "revision": plan.revision,
        "starts_on": plan.starts_on.isoformat(),
        "years": plan.years,
        "options": [option["key"] for option in plan.options],
    }


def _rows(plan: CostPlan, found: PlanResults, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    known = found.results.model.row_by_key
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise CommandError(f"There is no row {', '.join(unknown)}.", returncode=NOT_FOUND)
    return {key: _row(plan, found, key) for key in keys}


def _row(plan: CostPlan, found: PlanResults, key: str) -> dict[str, Any]:
    row = found.results.model.row_by_key[key]
    facts = {"label": row.label._asdict(), "unit": row.unit._asdict(), "shape": row.shape}
    if row.shape == "scalar":
        return facts | {"value": found.results.scalar(key)}
    values = [None if math.isnan(value) else value for value in found.results.each(key)]
    return facts | {"periods": [label.en for label in period_labels(plan, row)], "values": values}


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _lines(found: PlanResults, rows: dict[str, dict[str, Any]]) -> str:
    headlines = (
        f"{line.label.en:<24} NPV {line.npv_jpy:>15,.0f}  TCO {line.tco_jpy:>15,.0f}"
        for line in found.headlines
    )
    chosen = (f"{key:<24} {' '.join(map(_number, _values(row)))}" for key, row in rows.items())
    return "\n".join((*headlines, f"Recommended: {found.recommended.label.en}", *chosen))


def _values(row: dict[str, Any]) -> list[float | None]:
    return row["values"] if "values" in row else [row["value"]]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.10g}"

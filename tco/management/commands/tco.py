"""`manage.py tco --plan 1 --json`: the headline numbers of a cost plan, for scripts."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tco.assumptions import Scenario
from tco.errors import CostError
from tco.models import CostPlan
from tco.selectors import PlanResults, as_json, plan_results


class Command(BaseCommand):
    help = "Print the headline numbers of a cost plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=int, required=True, help="number of the plan")
        parser.add_argument(
            "--scenario", choices=[scenario.value for scenario in Scenario], default="standard"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        plan = CostPlan.objects.filter(pk=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no cost plan {options['plan']}.")
        try:
            found = plan_results(plan, Scenario(options["scenario"]))
        except CostError as error:
            raise CommandError(error.message.en) from error
        self.stdout.write(
            json.dumps(as_json(found), ensure_ascii=False) if options["json"] else _lines(found)
        )


def _lines(found: PlanResults) -> str:
    rows = (
        f"{line.label.en:<18} NPV {line.npv_jpy:>15,.0f}  TCO {line.tco_jpy:>15,.0f}"
        for line in found.headlines
    )
    return "\n".join((*rows, f"Recommended: {found.recommended.label.en}"))

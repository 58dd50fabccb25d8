"""Which scenario and option a page shows, as its address says, and where its numbers lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from language.text import Text
from tco.assumptions import SCENARIO_LABELS, Scenario
from tco.models import CostPlan
from tco.plan.shape import Option

ROW = "ROW"


@dataclass(frozen=True)
class Shown:
    """What a plan page was asked to show; `option` is empty until one is chosen."""

    scenario: Scenario
    option: str = ""

    @property
    def label(self) -> Text:
        """The words of the scenario."""
        return SCENARIO_LABELS[self.scenario]

    @property
    def query(self) -> str:
        """The part of an address that asks for the same again."""
        asked = {"scenario": self.scenario.value, "option": self.option}
        return urlencode({key: value for key, value in asked.items() if value})

    def of(self, options: tuple[Option, ...], otherwise: str) -> Option:
        """Return the chosen option of a plan, else another one; doing nothing shows the first."""
        by_key = {option.key: option for option in options}
        return by_key.get(self.option) or by_key.get(otherwise) or options[0]


def shown_in(data: Mapping[str, str]) -> Shown:
    """Read an address or a posted form; what is unknown is the standard scenario."""
    asked = data.get("scenario", "")
    known = {scenario.value for scenario in Scenario}
    return Shown(Scenario(asked) if asked in known else Scenario.STANDARD, data.get("option", "")[:20])


@dataclass(frozen=True)
class TraceLinks:
    """Addresses of the trace page, written once for hundreds of numbers."""

    pattern: str
    query: str

    def to(self, key: str, period: int | None = None) -> str:
        """Return the address of a number."""
        place = f"{self.pattern.replace(ROW, key)}?{self.query}"
        return place if period is None else f"{place}&period={period}"


def trace_links(plan: CostPlan, scenario: Scenario) -> TraceLinks:
    """Return the addresses for a plan's numbers in a scenario."""
    pattern = reverse("tco:trace", args=[plan.organization.slug, plan.pk, ROW])
    return TraceLinks(pattern, urlencode({"scenario": scenario.value}))

"""The headline figures that follow every moved value."""

from dataclasses import dataclass

from tco.assumptions import Scenario
from tco.headlines import Headline
from tco.pages.address import TraceLinks
from tco.plan.shape import DO_NOTHING
from tco.selectors import PlanResults


@dataclass(frozen=True)
class Strip:
    """Figures of the option with the highest NPV in the scenario shown, beside what is saved.

    `saved` are the saved figures of the same option; without moved values they are the same objects.
    """

    found: PlanResults
    saved: PlanResults
    cautious: PlanResults
    cautious_saved: PlanResults
    links: TraceLinks
    cautious_links: TraceLinks

    @property
    def headline(self) -> Headline:
        """The best option's figures."""
        return self.found.headline(self.found.best.key)

    @property
    def is_do_nothing(self) -> bool:
        """Whether the numbers speak for doing nothing."""
        return self.found.recommended is DO_NOTHING

    @property
    def cheapest(self) -> Headline | None:
        """The allowed option with the lowest present value of its costs; None when the policy allows none."""
        return next((line for line in self.found.headlines if line.cheapest), None)

    @property
    def is_nothing_allowed(self) -> bool:
        """Whether the data policy forbids every option."""
        return self.cheapest is None

    @property
    def cautious_npv_jpy(self) -> float:
        """The same option's NPV in the cautious scenario."""
        return self.cautious.headline(self.found.best.key).npv_jpy

    @property
    def npv_change_jpy(self) -> float:
        """How much the NPV moved."""
        return self.headline.npv_jpy - self._before.npv_jpy

    @property
    def tco_change_jpy(self) -> float:
        """How much the TCO moved."""
        return self.headline.tco_jpy - self._before.tco_jpy

    @property
    def cautious_change_jpy(self) -> float:
        """How much the cautious NPV moved."""
        return self.cautious_npv_jpy - self.cautious_saved.headline(self.found.best.key).npv_jpy

    @property
    def payback_change_years(self) -> float | None:
        """How much the payback moved; None unless both are paid back."""
        now, before = self.headline.payback_years, self._before.payback_years
        return None if now is None or before is None else now - before

    @property
    def npv_href(self) -> str:
        """Where the NPV is explained."""
        return self.links.to(f"{self.headline.option}.npv")

    @property
    def payback_href(self) -> str:
        """Where the payback is explained."""
        return self.links.to(f"{self.headline.option}.payback")

    @property
    def tco_href(self) -> str:
        """Where the TCO is explained."""
        return self.links.to(f"{self.headline.option}.tco")

    @property
    def cautious_href(self) -> str:
        """Where the cautious NPV is explained."""
        return self.cautious_links.to(f"{self.headline.option}.npv")

    @property
    def cheapest_href(self) -> str:
        """Where the lowest cost is explained."""
        return self.links.to(f"{self.cheapest.option}.tco_pv" if self.cheapest else "decision.cheapest")

    @property
    def recommended_href(self) -> str:
        """Where the recommendation is explained."""
        return self.links.to("decision.recommended")

    @property
    def _before(self) -> Headline:
        return self.saved.headline(self.found.best.key)


def strip_of(
    now: dict[Scenario, PlanResults],
    saved: dict[Scenario, PlanResults],
    scenario: Scenario,
    links: tuple[TraceLinks, TraceLinks],
) -> Strip:
    """Put together the strip of a scenario; `links` are those of the scenario and of the cautious one."""
    cautious = Scenario.CAUTIOUS
    return Strip(now[scenario], saved[scenario], now[cautious], saved[cautious], *links)

"""What the demo's table says about costs: every option, how sure it is, the bill, and the worth of a shared base."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from config.demo.bill import API, NAME
from config.demo.cost_plans import SHARED_BASE, SINGLE_USE
from language.text import Text
from tco.assumptions import SCENARIO_LABELS, Scenario
from tco.headlines import Headline
from tco.models import CostPlan
from tco.plan.shape import DO_NOTHING
from tco.price_planned import planned_charges
from tco.price_selectors import billed_sums, rates_of
from tco.prices.against import compare
from tco.selectors import PlanResults, plan_results
from tco.states import SimulationKind, SimulationStatus


class Line(NamedTuple):
    """One headline number with its origin."""

    name: Text
    value: Text
    origin: Text


def cost_lines(plan: CostPlan) -> Iterator[Line]:
    """Yield what the plan says, and how sure it is; what was not calculated yet has no line."""
    yield from _headlines(plan_results(plan))
    yield _cautious(plan)
    yield from _simulation(plan)
    yield from _bill(plan)
    yield from _shared_base(plan)


def _headlines(found: PlanResults) -> Iterator[Line]:
    origin = Text(
        f"費用計画 版{found.revision}、前提 {found.inputs_sha256[:12]}…",
        f"cost plan r{found.revision}, inputs {found.inputs_sha256[:12]}…",
    )
    years = found.shape.years
    for line in found.headlines:
        npv, tco, payback = line.npv_jpy / 1e6, line.tco_jpy / 1e6, _payback(line)
        yield Line(
            line.label,
            Text(
                f"NPV {_with_triangle(npv)}百万円  {years}年TCO {_with_triangle(tco)}百万円  回収期間 {payback.ja}",
                f"NPV JPY {npv:,.1f}M  {years}-year TCO JPY {tco:,.1f}M  payback {payback.en}",
            ),
            origin,
        )
    yield Line(Text("費用面の推奨", "Recommended by cost"), found.recommended.label, origin)


def _cautious(plan: CostPlan) -> Line:
    found, label = plan_results(plan, Scenario.CAUTIOUS), SCENARIO_LABELS[Scenario.CAUTIOUS]
    npv = found.headline(found.best.key).npv_jpy / 1e6
    best = found.best.label
    return Line(
        Text("慎重な前提での推奨", "Recommended on cautious values"),
        Text(
            f"{found.recommended.label.ja}(最もよい案は{best.ja}、NPV {_with_triangle(npv)}百万円)",
            f"{found.recommended.label.en} (best option: {best.en}, NPV JPY {npv:,.1f}M)",
        ),
        Text(f"シナリオ「{label.ja}」", f"scenario “{label.en}”"),
    )


def simulated(plan: CostPlan) -> dict[str, Any] | None:
    """Return what the latest simulation of the plan as it is now says of its best option; None before there is one."""
    done = {"kind": SimulationKind.DRAWS, "status": SimulationStatus.DONE, "future": ""}
    found = plan.simulations.filter(revision=plan.revision, **done).first()
    if found is None or not found.results:
        return None
    npv = next(one["npv"] for one in found.results["options"] if one["option"] == found.results["best"])
    kept = {name: npv[name] for name in ("p5", "p50", "p95", "chance_positive")}
    return {"option": found.results["best"], "draws": found.draws, "seed": found.seed, **kept}


def _simulation(plan: CostPlan) -> Iterator[Line]:
    found = simulated(plan)
    if found is None:
        return
    label = plan.shape.option(found["option"]).label
    ends = [found[name] / 1e6 for name in ("p5", "p50", "p95")]
    ja = " ".join(
        f"{name} {_with_triangle(end)}" for name, end in zip(("P5", "P50", "P95"), ends, strict=True)
    )
    en = ", ".join(f"{name} {end:,.1f}" for name, end in zip(("P5", "P50", "P95"), ends, strict=True))
    chance = f"{found['chance_positive']:.0%}"
    yield Line(
        Text(f"{label.ja} NPVの幅", f"{label.en}, range of NPV"),
        Text(f"{ja}百万円  NPVが0を超える確率 {chance}", f"JPY {en}M; NPV above 0: {chance}"),
        Text(
            f"{found['draws']:,}回の試行、乱数の種{found['seed']}",
            f"{found['draws']:,} draws, seed {found['seed']}",
        ),
    )


def _bill(plan: CostPlan) -> Iterator[Line]:
    if not plan.bills.filter(name=NAME).exists() or API not in {option.key for option in plan.shape.options}:
        return
    planned = planned_charges(plan, API).billed_by_suppliers()
    compared = compare(planned, billed_sums(plan), rates_of(plan.organization)).compared
    shares = [one.difference_share for one in compared if one.difference_share is not None]
    worst = max(shares, default=None)
    if worst is not None:
        over = sum(share > 0 for share in shares)
        yield Line(
            Text("請求と計画の差", "Bill against plan"),
            Text(
                f"{len(shares)}か月中{over}か月が計画を超過、最大{worst:+.0%}",
                f"{over} of {len(shares)} months over plan, at most {worst:+.0%}",
            ),
            Text("架空の請求、単価台帳の為替", "fictional bill, exchange rate of the price book"),
        )


def _shared_base(plan: CostPlan) -> Iterator[Line]:
    worked = {
        one.name: one for one in plan.organization.cost_plans.filter(name__in=(SINGLE_USE, SHARED_BASE))
    }
    if len(worked) == 2:
        alone, together = (
            plan_results(worked[name]).headlines[0].npv_jpy / 1e6 for name in (SINGLE_USE, SHARED_BASE)
        )
        yield Line(
            Text("規模の経済(例題)", "Economies of scope (worked case)"),
            Text(
                f"見積支援だけ NPV {_with_triangle(alone)}百万円 → 3業務で共用 {_with_triangle(together)}百万円",
                f"quotations alone NPV JPY {alone:,.1f}M → three uses on one base JPY {together:,.1f}M",
            ),
            Text("例題の費用計画2件、税引前(架空)", "two worked plans, before tax (fictional)"),
        )


def _payback(line: Headline) -> Text:
    """Doing nothing lays nothing out, so it has no payback, rather than one that never comes."""
    if line.option == DO_NOTHING.key:
        return Text("–", "–")
    years = line.payback_years
    return Text("回収せず", "never") if years is None else Text(f"{years:.1f}年", f"{years:.1f} y")


def _with_triangle(millions: float) -> str:
    """Japanese accounts mark a negative amount with a triangle.

    >>> _with_triangle(-4.06), _with_triangle(-0.01), _with_triangle(1234.5)
    ('△4.1', '0.0', '1,234.5')
    """
    shown = f"{abs(millions):,.1f}"
    return f"△{shown}" if millions < 0 and shown != "0.0" else shown

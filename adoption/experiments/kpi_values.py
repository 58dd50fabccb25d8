"""Progress and money of a KPI. Hours freed (capacity) and yen (cash) are different figures and never added."""

from dataclasses import dataclass

from adoption.experiments.amounts import refused


@dataclass(frozen=True)
class Benefit:
    """What saved minutes are worth in a year: hours of capacity, their value, and the cash part of it."""

    capacity_hours: float
    capacity_jpy: float
    cash_jpy: float


def progress(start: float, target: float, current: float) -> float:
    """Return (current - start) / (target - start): 1 is reached, for falling and rising KPIs alike.

    Below 0 it moved the wrong way, above 1 it went beyond. Refuse a target equal to the start.

    >>> progress(30, 24, 27), progress(0.6, 0.9, 0.6), progress(30, 24, 33)
    (0.5, 0.0, -0.5)
    """
    if target == start:
        raise refused("目標値が開始値と同じです。", "The target equals the start.")
    return (current - start) / (target - start)


def capacity_hours(
    base_minutes: float, net_minutes: float, tasks_per_year: float, adoption_rate: float
) -> float:
    """Return the hours freed in a year: (base - net) / 60 · tasks · share of tasks done with AI. Negative is a loss.

    >>> capacity_hours(40, 15, 240 * 12, 0.75)
    900.0
    """
    _check_share(adoption_rate)
    if tasks_per_year < 0 or min(base_minutes, net_minutes) < 0:
        raise refused("時間と件数は0以上で入れてください。", "Minutes and tasks cannot be negative.")
    return (base_minutes - net_minutes) / 60 * tasks_per_year * adoption_rate


def benefit(hours: float, loaded_rate_jpy: float, redeploy_rate: float) -> Benefit:
    """Return capacity and cash: yen only for the share of hours that is put to paid use (K-I-06).

    >>> benefit(900, 4500, 0.5)
    Benefit(capacity_hours=900, capacity_jpy=4050000, cash_jpy=2025000.0)
    """
    _check_share(redeploy_rate)
    if loaded_rate_jpy < 0:
        raise refused("時間単価は0以上で入れてください。", "The hourly rate cannot be negative.")
    return Benefit(hours, hours * loaded_rate_jpy, hours * loaded_rate_jpy * redeploy_rate)


def error_cost_jpy(rate_before: float, rate_after: float, outputs: float, cost_per_error_jpy: float) -> float:
    """Return the yearly cost of the errors avoided: (p0 - p1) · outputs · yen per error.

    Only for errors that money makes good: severe ones are shown as a bound, never as yen.

    >>> round(error_cost_jpy(0.08, 0.05, 2000, 15000))
    900000
    """
    _check_share(rate_before)
    _check_share(rate_after)
    if min(outputs, cost_per_error_jpy) < 0:
        raise refused("件数と費用は0以上で入れてください。", "Outputs and costs cannot be negative.")
    return (rate_before - rate_after) * outputs * cost_per_error_jpy


def cost_per_accepted_jpy(
    ai_cost_jpy: float, human_minutes: float, loaded_rate_jpy: float, accepted: float
) -> float | None:
    """Return (AI + infrastructure + people's time) / accepted outputs; None while nothing was accepted.

    >>> cost_per_accepted_jpy(120_000, 6_000, 4_500, 300)
    1900.0
    """
    if min(ai_cost_jpy, human_minutes, loaded_rate_jpy, accepted) < 0:
        raise refused(
            "費用・時間・件数は0以上で入れてください。", "Costs, minutes and outputs cannot be negative."
        )
    return (ai_cost_jpy + human_minutes / 60 * loaded_rate_jpy) / accepted if accepted else None


def _check_share(value: float) -> None:
    if not 0 <= value <= 1:
        raise refused("率は0から1(0%から100%)で入れてください。", "A rate must lie between 0 and 1.")

"""How many readings a plan needs, from what it supposes of them."""

from adoption.experiments.power import Assumptions, PowerMeter, power_meter
from adoption.pilots.definition import KpiDefinition, PlanDefinition, terms_of


def meter_of(definition: PlanDefinition, primary: KpiDefinition | None) -> PowerMeter | None:
    """Return the power meter of a plan; None while what it is computed from is missing, or has no formula.

    Raises ExperimentRefused for an effect that no sample could show.
    """
    if primary is None or definition.min_effect is None:
        return None
    return power_meter(
        definition.design,
        definition.n_planned or 1,
        definition.min_effect,
        _assumptions(definition, primary),
        is_time=terms_of(definition, primary, None).is_time,
        rises=primary.direction == "up",
    )


def required_sample(definition: PlanDefinition, primary: KpiDefinition | None) -> int | None:
    """Return how many readings show the smallest effect that passes; errors as in `meter_of`."""
    meter = meter_of(definition, primary)
    return None if meter is None else meter.n_needed


def _assumptions(definition: PlanDefinition, primary: KpiDefinition) -> Assumptions:
    timed = terms_of(definition, primary, None).is_time
    return Assumptions(
        sd_log=definition.expected_sd if timed else None,
        sd=None if timed else definition.expected_sd,
        correlation=definition.expected_rho,
        rate_base=definition.expected_share,
        discordant_share=definition.expected_share,
        tasks_per_person=definition.tasks_per_person,
        icc=definition.icc,
    )

"""At which volume and which redeployment rate the case turns."""

from dataclasses import dataclass

from language.text import Text
from tco.pages.figures import Figure, Figures
from tco.plan.decision import break_even_key
from tco.plan.shape import Kind


@dataclass(frozen=True)
class Fact:
    """One break-even figure."""

    label: Text
    unit: Text
    figure: Figure
    has_value: bool


def break_even_facts(figures: Figures) -> list[Fact]:
    """Return the volumes of equal cost, what own machines can carry, and the redeployment rate of every option."""
    options = figures.found.shape.options
    apis = [option for option in options if option.kind in (Kind.API, Kind.DOMESTIC)]
    sized = [option for option in options if option.is_sized and option.kind is not Kind.HYBRID]
    machines = [option for option in sized if option.has_machines]
    pairs = (break_even_key(api, other) for api in apis for other in sized)
    keys = (
        *(key for pair in pairs for key in (pair, f"{pair}_requests")),
        *(f"{machine.key}.capacity_multiple" for machine in machines),
        *(f"{machine.key}.utilisation" for machine in machines),
        *(f"{option.key}.breakeven_redeployment" for option in options),
    )
    return [_fact(figures, key) for key in keys]


def _fact(figures: Figures, key: str) -> Fact:
    row = figures.row(key)
    label = figures.found.results.model.full_labels[key]
    return Fact(label, row.unit, figures.scalar(key), figures.found.results.scalar(key) is not None)

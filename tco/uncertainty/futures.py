"""What a world does to a plan: its numbers put into the plan's own assumptions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tco.model.rows import InputSpec
from tco.plan.model import PlanModel
from tco.plan.shape import CLOUDS, Kind, Option
from tco.uncertainty.cutoff import yearly_chance
from tco.uncertainty.futures_book import FutureBook, Three, World
from tco.uncertainty.price_paths import MONTHS_PER_YEAR, yearly_change
from tco.uncertainty.ranges import Range

Origin = Literal["us", "cn", "jp_eu"]
HORIZON_YEARS = 3.0
WEEKS_PER_YEAR = 52
LOSS_OF = {"us": "p_loss_us", "cn": "p_loss_cn", "jp_eu": "p_loss_jp_eu"}
BUYERS = frozenset({Kind.ONPREM, Kind.EDGE})

Change = Callable[[Range], Range]


@dataclass(frozen=True)
class Supplier:
    """Where an option's model comes from (None: unknown) and whether its API is of the light class."""

    origin: Origin | None = None
    is_light: bool = False


@dataclass(frozen=True)
class Move:
    """One assumption of the plan as a world leaves it, and the parameter of the future behind it."""

    key: str
    parameter: str
    before: Range
    after: Range


UNKNOWN = Supplier()


def apply_world(
    model: PlanModel,
    ranges: Mapping[str, Range],
    world: World,
    book: FutureBook,
    suppliers: Mapping[str, Supplier] | None = None,
) -> dict[str, Range]:
    """Return the ranges of a plan in a world; what no parameter touches stays as entered."""
    moves = moves_in(model, ranges, world, book, suppliers)
    return {**ranges, **{move.key: move.after for move in moves}}


def moves_in(
    model: PlanModel,
    ranges: Mapping[str, Range],
    world: World,
    book: FutureBook,
    suppliers: Mapping[str, Supplier] | None = None,
) -> tuple[Move, ...]:
    """List every assumption that a world moves; `suppliers` are by option key, unknown where left out."""
    known = suppliers or {}
    changes = [*_shared(world)]
    for option in model.shape.options:
        changes += _of_option(option, world, book, known.get(option.key, UNKNOWN))
    return tuple(
        Move(key, parameter, ranges[key], _within(model.input_by_key[key], change(ranges[key])))
        for key, parameter, change in changes
        if key in ranges and key in model.input_by_key
    )


def _shared(world: World) -> list[tuple[str, str, Change]]:
    effects = world.effects
    return [
        ("tariff_change_per_year", "p_power", _set_to(_change_of(effects["p_power"]))),
        ("fx_change_per_year", "p_fx", _set_to(_per_period(effects["p_fx"], HORIZON_YEARS))),
        (
            "growth_per_month",
            "p_volume",
            _set_to(_per_period(effects["p_volume"], HORIZON_YEARS * MONTHS_PER_YEAR)),
        ),
        ("governance_jpy_per_year", "p_compliance", _times(effects["p_compliance"])),
    ]


def _of_option(
    option: Option, world: World, book: FutureBook, supplier: Supplier
) -> list[tuple[str, str, Change]]:
    effects = world.effects
    found: list[tuple[str, str, Change]] = []
    price = _price_parameter(option, supplier)
    if price:
        found.append(("price_change_per_year", price, _set_to(_change_of(effects[price]))))
    if option.kind in BUYERS:
        found.append(("lead_time_months", "p_gpu_leadtime", _set_to(_months(effects["p_gpu_leadtime"]))))
    if option.pays_tokens:
        found.append(("model_life_months", "p_retire_months", _set_to(effects["p_retire_months"])))
    if option.kind is Kind.DOMESTIC:
        premium = _times(_over_today(effects, book))
        found += [(f"jpy_per_mtok_{part}", "p_domestic_premium", premium) for part in ("in", "cached", "out")]
    found.append(("cutoff_probability", *_loss(effects, supplier)))
    return [(f"{option.key}_{key}", parameter, change) for key, parameter, change in found]


def _price_parameter(option: Option, supplier: Supplier) -> str | None:
    if option.pays_tokens:
        return "p_api_light" if supplier.is_light else "p_api_frontier"
    if option.kind in CLOUDS:
        return "p_gpu_hour"
    return "p_gpu_buy" if option.kind in BUYERS else None


def _loss(effects: Mapping[str, Three], supplier: Supplier) -> tuple[str, Change]:
    """Take the chance of the origin; where it is unknown the one with the largest standard value."""
    by_mode = max(LOSS_OF.values(), key=lambda parameter: effects[parameter][1])
    parameter = LOSS_OF[supplier.origin] if supplier.origin else by_mode
    low, mode, high = (yearly_chance(chance, HORIZON_YEARS) for chance in effects[parameter])
    return parameter, _set_to((low, mode, high))


def _change_of(ratios: Three) -> Three:
    low, mode, high = (ratio - 1 for ratio in ratios)
    return low, mode, high


def _per_period(multiples: Three, periods: float) -> Three:
    low, mode, high = (yearly_change(multiple, periods) for multiple in multiples)
    return low, mode, high


def _months(weeks: Three) -> Three:
    low, mode, high = (float(round(one * MONTHS_PER_YEAR / WEEKS_PER_YEAR)) for one in weeks)
    return low, mode, high


def _over_today(effects: Mapping[str, Three], book: FutureBook) -> Three:
    """Divide the premium of a world by today's, which the entered prices already hold."""
    today = book.baseline.effects["p_domestic_premium"]
    ratios = (there / here for there, here in zip(effects["p_domestic_premium"], today, strict=True))
    low, mode, high = sorted(ratios)
    return low, mode, high


def _set_to(values: Three) -> Change:
    return lambda _entered: Range(*values, "triangular")


def _times(factors: Three) -> Change:
    return lambda entered: Range(
        entered.low * factors[0], entered.mode * factors[1], entered.high * factors[2], "triangular"
    )


def _within(spec: InputSpec, moved: Range) -> Range:
    low, mode, high = (
        min(max(value, spec.minimum), spec.maximum) for value in (moved.low, moved.mode, moved.high)
    )
    return replace(moved, low=low, mode=mode, high=high)

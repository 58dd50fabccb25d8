"""Total effects: how much of a figure's variance an assumption explains, alone and with others."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.errors import InvalidInput
from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.uncertainty.batch import outputs_of
from tco.uncertainty.distributions import Distribution, Fixed
from tco.uncertainty.draws import LEAST_CHANCE, chunks
from tco.uncertainty.ranges import Range, input_distribution
from tco.uncertainty.simulation import Progress, chunk_of

Array = NDArray[np.float64]
MOST_EVALUATIONS = 60_000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Effect:
    """Shares of the variance (0 to 1) with the half width of their 95 % interval.

    `alone` is the first-order effect, `total` adds every interaction with others.
    """

    key: str
    alone: float
    alone_half_width: float
    total: float
    total_half_width: float


@dataclass(frozen=True)
class Effects:
    """All effects, largest total first, from `samples` base points and (k + 2) times as many evaluations."""

    target: str
    samples: int
    effects: tuple[Effect, ...]


def sobol_effects(
    model: CostModel,
    ranges: Mapping[str, Range],
    target: str,
    seed: int,
    most_evaluations: int = MOST_EVALUATIONS,
    progress: Progress | None = None,
) -> Effects:
    """Estimate Sobol effects of every open range on a scalar row (Saltelli sampling, SALib).

    The base points are the largest power of two that keeps (k + 2) times as many evaluations in the limit.
    Raises InvalidInput when nothing varies, or the row has no value for some draw.
    """
    drawn = _varying(model, ranges)
    samples = _base_points(len(drawn), most_evaluations)
    chances = _sample(list(drawn), samples, seed)
    values: dict[str, Value] = {key: one.mode for key, one in ranges.items() if key in model.input_by_key}
    found = np.empty(len(chances))
    for part in chunks(len(chances), chunk_of(model)):
        here = {key: one.at(chances[part, number]) for number, (key, one) in enumerate(drawn.items())}
        found[part] = outputs_of(model, values | here, (target,), part.stop - part.start)[target]
        if progress:
            progress(part.stop, len(chances))
    return Effects(target, samples, _effects(list(drawn), found, seed))


def _varying(model: CostModel, ranges: Mapping[str, Range]) -> dict[str, Distribution]:
    found = {
        spec.key: input_distribution(spec, ranges[spec.key]) for spec in model.inputs if spec.key in ranges
    }
    return {key: one for key, one in found.items() if not isinstance(one, Fixed)}


def _base_points(inputs: int, most_evaluations: int) -> int:
    if not inputs:
        raise _nothing_varies()
    return 1 << max(3, (most_evaluations // (inputs + 2)).bit_length() - 1)


def _sample(keys: list[str], samples: int, seed: int) -> Array:
    from SALib.sample import sobol

    chances = sobol.sample(_problem(keys), samples, calc_second_order=False, seed=seed)
    clipped: Array = np.clip(chances, LEAST_CHANCE, 1 - LEAST_CHANCE)
    return clipped


def _effects(keys: list[str], found: Array, seed: int) -> tuple[Effect, ...]:
    from SALib.analyze import sobol

    if np.isnan(found).any() or np.ptp(found) == 0:
        raise _nothing_varies()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about intervals of inputs without any effect
        answer = sobol.analyze(
            _problem(keys), found, calc_second_order=False, conf_level=CONFIDENCE, seed=seed or 1
        )
    lines = zip(keys, *(answer[name] for name in ("S1", "S1_conf", "ST", "ST_conf")), strict=True)
    effects = (Effect(key, *(float(number) for number in numbers)) for key, *numbers in lines)
    return tuple(sorted(effects, key=lambda effect: -effect.total))


def _problem(keys: list[str]) -> dict[str, object]:
    return {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}


def _nothing_varies() -> InvalidInput:
    return InvalidInput(
        Text(
            "幅のある前提がない、またはこの結果が変わらないか値を持たないため、影響度は計算していません。"
            "前提に下限と上限を入力してください。",
            "No effects were calculated: no assumption has a range, or this result does not vary or has no value. "
            "Enter low and high values of the assumptions.",
        )
    )

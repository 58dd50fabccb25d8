"""Plans to calculate with: shapes by a few words, values for every input, and random ones of both."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from language.text import Text
from tco.model.rows import InputSpec
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import KIND_LABELS, Kind, Option, PlanShape, Use

ALL_KINDS = tuple(Kind)
SEEDS = st.integers(0, 2**32 - 1)
# What a random plan takes instead of the widest limits, so that its figures stay those of a company.
SPANS = {
    "users": (1, 5_000),
    "tasks_per_user_day": (0.1, 60),
    "tokens_in_per_request": (10, 20_000),
    "tokens_out_per_request": (1, 4_000),
    "retry_share": (0, 2),
    "burst_factor": (1, 5),
    "growth_per_month": (-0.05, 0.05),
    "fx_jpy_per_usd": (80, 250),
    "output_tokens_per_second_per_gpu": (20, 20_000),
    "gpus_per_replica": (1, 8),
    "gpus_per_server": (1, 8),
    "base_servers": (1, 4),
    "minimum_servers": (0, 3),
    "spare_replicas": (0, 2),
    "wage_jpy_per_hour": (1_000, 20_000),
    "server_price_jpy": (300_000, 60_000_000),
    "fte_cost_jpy_per_year": (3_000_000, 20_000_000),
    "ops_fte": (0, 5),
    "usd_per_gpu_hour": (0.2, 20),
    "model_life_months": (1, 60),
    "adoption_steepness": (0.01, 1),
}


def shape_of(*kinds: Kind, years: int = 5, offset: int = 0, uses: int = 1) -> PlanShape:
    """Return a shape with one option of each kind, keyed by its name."""
    options = tuple(
        Option(kind.value, KIND_LABELS[kind], kind, code) for code, kind in enumerate(kinds, start=1)
    )
    works = tuple(
        Use(f"use{n}", Text(f"業務{n}", f"use {n}"), "" if n == 1 else f"use{n}_") for n in range(1, uses + 1)
    )
    return PlanShape(years, offset, options, works)


def plain_values(model: PlanModel, given: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return `given`, and for every other input its unused value: neutral, else its least value or 0.

    A KeyError names a given input that the plan does not have.
    """
    unknown = set(given or {}) - set(model.input_by_key)
    if unknown:
        raise KeyError(sorted(unknown))
    values = {spec.key: _unused(spec) for spec in model.inputs}
    lives = {f"{option.key}_model_life_months": 1200.0 for option in model.shape.options}
    adoption = {f"adoption_y{year}": 1.0 for year in range(1, model.shape.years + 1)}
    return {**values, **lives, **adoption, **(given or {})}


def _unused(spec: InputSpec) -> float:
    return spec.neutral if spec.neutral is not None else max(spec.minimum, 0.0)


def random_values(model: PlanModel, seed: int) -> dict[str, float]:
    """Return values inside the limits of every input; about one in eight sits at an end of its limits."""
    generator = np.random.default_rng(seed)
    return {spec.key: _random_value(spec, generator) for spec in model.inputs}


def _random_value(spec: InputSpec, generator: np.random.Generator) -> float:
    name = next((key for key in SPANS if spec.key == key or spec.key.endswith(f"_{key}")), None)
    low, high = SPANS[name] if name else _span(spec)
    if generator.random() < 0.06:
        value = spec.minimum
    elif generator.random() < 0.06 and spec.style in ("percent", "choice"):
        value = spec.maximum if spec.maximum <= 1 or spec.style == "choice" else high
    elif spec.style == "jpy" and low > 0:
        value = float(np.exp(generator.uniform(np.log(low), np.log(high))))
    else:
        value = float(generator.uniform(low, high))
    return float(round(value)) if spec.style in ("whole", "choice") else value


def _span(spec: InputSpec) -> tuple[float, float]:
    if spec.style == "jpy":
        return 1_000.0, 20_000_000.0
    if spec.style == "percent":
        return max(spec.minimum, -0.3), min(spec.maximum, 1.0)
    return spec.minimum, min(spec.maximum, 500.0)


@st.composite
def shapes(draw: st.DrawFn, kinds: tuple[Kind, ...] = ALL_KINDS, most: int = 3) -> PlanShape:
    """Any shape of one to seven years, up to `most` options of the kinds, and one to three uses."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=most, unique=True))
    return shape_of(
        *chosen,
        years=draw(st.integers(1, 7)),
        offset=draw(st.integers(0, 11)),
        uses=draw(st.integers(1, 3)),
    )


@dataclass(frozen=True)
class AnyPlan:
    """A shape with values drawn from a seed; short to print when a law fails."""

    shape: PlanShape
    seed: int

    @property
    def model(self) -> PlanModel:
        """The rows of the shape."""
        return plan_model(self.shape)

    @property
    def values(self) -> dict[str, float]:
        """Values inside the limits of every input."""
        return random_values(self.model, self.seed)


def plans(kinds: tuple[Kind, ...] = ALL_KINDS, most: int = 3) -> st.SearchStrategy[AnyPlan]:
    """Any plan with values inside the limits of its inputs."""
    return st.builds(AnyPlan, shapes(kinds, most), SEEDS)

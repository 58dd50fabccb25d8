"""Every assumption drawn at once, a few thousand draws at a time, keeping only the rows that are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tco.model.cost_model import CostModel
from tco.uncertainty.batch import outputs_of
from tco.uncertainty.draws import Draws, chunks, draw_values
from tco.uncertainty.figures import Figures, figures_of
from tco.uncertainty.ranges import Range

Array = NDArray[np.float64]
BYTES_AT_ONCE = 100e6  # of all rows of one chunk together
BYTES_PER_CELL = 8
LEAST_CHUNK, MOST_CHUNK = 50, 2_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Simulation:
    """The draws of each output row, shape (count,), and what made them."""

    draws: Draws
    values: Mapping[str, Array]

    def figures(self, key: str) -> Figures:
        """Summarise one output row."""
        return figures_of(self.values[key])


def simulate(
    model: CostModel,
    ranges: Mapping[str, Range],
    outputs: Sequence[str],
    draws: Draws,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Evaluate scalar rows for every draw; the same figures for any chunk size.

    A chunk is as many draws as keep all rows together in 100 MB. `progress` is told how many of all draws are
    done, after each chunk. Raises MissingInputs, InvalidInput.
    """
    chunk = chunk or chunk_of(model)
    values = draw_values(model, ranges, draws)
    found = {key: np.empty(draws.count) for key in outputs}
    for part in chunks(draws.count, chunk):
        here = {key: value if isinstance(value, float) else value[part] for key, value in values.items()}
        for key, column in outputs_of(model, here, outputs, part.stop - part.start).items():
            found[key][part] = column
        if progress:
            progress(part.stop, draws.count)
    return Simulation(draws, found)


def chunk_of(model: CostModel) -> int:
    """Return how many draws are calculated at once: about 1,000 for three options over five years."""
    cells = sum(len(model.periods_of(row)) or 1 for row in model.rows)
    return max(LEAST_CHUNK, min(MOST_CHUNK, int(BYTES_AT_ONCE / (BYTES_PER_CELL * cells))))

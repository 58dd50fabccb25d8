"""Many what-ifs in one evaluation: every column is one set of values."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tco.model.cost_model import CostModel
from tco.model.expression import Value

Array = NDArray[np.float64]


def outputs_of(
    model: CostModel, values: Mapping[str, Value], outputs: Sequence[str], columns: int
) -> dict[str, Array]:
    """Evaluate scalar rows over columns: numbers stand for all columns, arrays have shape (columns,).

    Returns one array of shape (columns,) per row, NaN where the row is undefined.
    """
    results = model.evaluate(values)
    return {key: np.broadcast_to(np.asarray(results.draws(key), float), (columns,)) for key in outputs}

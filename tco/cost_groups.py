"""Cost categories gathered into the few groups that a chart can tell apart."""

from dataclasses import dataclass
from functools import lru_cache

from language.text import Text
from tco.plan.costs import cost_categories
from tco.plan.shape import Option, PlanShape


@dataclass(frozen=True)
class CostGroup:
    """A group and the categories (the part of a row's key after the option) that belong to it."""

    key: str
    label: Text
    categories: tuple[str, ...]


COST_GROUPS = (
    CostGroup("usage", Text("利用料", "Usage"), ("usage", "fixed_fee", "storage", "early_exit")),
    CostGroup(
        "machines",
        Text("機器・設置", "Machines"),
        ("hardware", "lease", "installation", "maintenance", "licences", "facility", "asset_tax"),
    ),
    CostGroup("power", Text("電力", "Electricity"), ("power",)),
    CostGroup("building", Text("構築・文書整備", "Building"), ("build", "preparation")),
    CostGroup("running", Text("運用・基盤", "Operations"), ("operations", "platform")),
    CostGroup(
        "risk",
        Text("統制・再評価・停止・終了", "Governance, changes, cut-off, exit"),
        ("governance", "revalidation", "cutoff", "exit"),
    ),
)


@lru_cache(128)
def categories_of(option: Option, shape: PlanShape) -> tuple[str, ...]:
    """Return the monthly cost rows of an option, written once for each shape."""
    return cost_categories(option, shape)


def keys_in(group: CostGroup, option: Option, shape: PlanShape) -> tuple[str, ...]:
    """Return the monthly cost rows of an option that belong to a group, in the order of the model."""
    return tuple(key for key in categories_of(option, shape) if key.partition(".")[2] in group.categories)

"""Cost categories gathered into the few groups that a chart can show."""

from dataclasses import dataclass

from language.text import Text
from tco.plan.costs import cost_categories
from tco.plan.shape import Option, PlanShape


@dataclass(frozen=True)
class CostGroup:
    """A group and the categories (the part of a row key after the option) that belong to it."""

    label: Text
    categories: frozenset[str]


COST_GROUPS = (
    CostGroup(
        Text("機器・構築・導入", "Hardware and building"),
        frozenset({"hardware", "lease", "installation", "build", "preparation"}),
    ),
    CostGroup(
        Text("利用料・電力・保守", "Usage, power, upkeep"),
        frozenset(
            {"usage", "fixed_fee", "storage", "power", "maintenance", "licences", "facility", "platform"}
        ),
    ),
    CostGroup(Text("運用要員", "Operations staff"), frozenset({"operations"})),
    CostGroup(
        Text("統制・税・再評価・終了", "Governance, tax, changes, exit"),
        frozenset({"governance", "asset_tax", "revalidation", "cutoff", "early_exit", "exit"}),
    ),
)


def rows_in(group: CostGroup, option: Option, shape: PlanShape) -> tuple[str, ...]:
    """Return the row keys of an option that belong to a group."""
    categories = cost_categories(option, shape)
    return tuple(key for key in categories if key.partition(".")[2] in group.categories)


def ungrouped(option: Option, shape: PlanShape) -> tuple[str, ...]:
    """Return the categories that no group holds: a chart that leaves out a cost would mislead."""
    grouped = {key for group in COST_GROUPS for key in rows_in(group, option, shape)}
    return tuple(key for key in cost_categories(option, shape) if key not in grouped)

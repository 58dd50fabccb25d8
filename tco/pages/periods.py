"""The words of the periods of a row."""

from language.text import Text
from tco.model.rows import Row
from tco.models import CostPlan
from tco.plan.shape import fiscal_year_labels, month_labels

INITIAL = Text("初期", "Initial")


def period_labels(plan: CostPlan, row: Row) -> list[Text]:
    """Return the words of a row's periods; none for a scalar row."""
    if row.shape == "yearly":
        return list(fiscal_year_labels(plan.starts_on, plan.fiscal_start_month, plan.shape))
    if row.shape == "monthly":
        return [INITIAL, *(Text(month, month) for month in month_labels(plan.starts_on, plan.shape)[1:])]
    return []

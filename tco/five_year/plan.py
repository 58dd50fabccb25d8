"""The five-year plan as one model."""

from functools import cache

from language.text import Text
from tco.five_year.appraisal import appraisal_rows
from tco.five_year.benefits import BENEFITS
from tco.five_year.costs import SHARED_FACTORS, cost_rows
from tco.five_year.decision import BREAK_EVEN_ROWS, DECISION_ROWS, DO_NOTHING_ROWS
from tco.five_year.inputs import GROUPS, INPUTS, OPERATING_YEARS
from tco.five_year.options import OPTIONS
from tco.five_year.workload import SIZING, TIMELINE, WORKLOAD
from tco.model.cost_model import CostModel
from tco.model.rows import Section

SECTIONS = (
    Section("timeline", Text("年", "Timeline")),
    Section("workload", Text("業務量", "Workload")),
    Section("sizing", Text("GPUの必要量", "GPU sizing")),
    Section("benefit", Text("効果", "Benefits")),
    Section("cost_common", Text("費用の共通計算", "Cost factors")),
    *(Section(f"cost_{o.key}", Text(f"費用: {o.label.ja}", f"Cost: {o.label.en}")) for o in OPTIONS),
    Section("do_nothing", Text("何もしない", "Do nothing")),
    *(
        Section(f"appraisal_{o.key}", Text(f"投資評価: {o.label.ja}", f"Appraisal: {o.label.en}"))
        for o in OPTIONS
    ),
    Section("break_even", Text("損益分岐", "Break-even")),
    Section("decision", Text("案の推奨", "Decision")),
)


@cache
def five_year_plan() -> CostModel:
    """Build the model of API, GPU cloud, on-premises and doing nothing; the rows never change at run time."""
    rows = (
        *TIMELINE,
        *WORKLOAD,
        *SIZING,
        *BENEFITS,
        *SHARED_FACTORS,
        *(row for option in OPTIONS for row in cost_rows(option)),
        *DO_NOTHING_ROWS,
        *(row for option in OPTIONS for row in appraisal_rows(option)),
        *BREAK_EVEN_ROWS,
        *DECISION_ROWS,
    )
    return CostModel(INPUTS, GROUPS, SECTIONS, rows, tuple(range(OPERATING_YEARS + 1)))


def fiscal_year_labels(first_fiscal_year: int, periods: int = OPERATING_YEARS + 1) -> tuple[Text, ...]:
    """Label the year columns: the initial year is the first fiscal year.

    >>> fiscal_year_labels(2026)[1].ja
    '2027年度'
    """
    years = range(first_fiscal_year, first_fiscal_year + periods)
    return tuple(Text(f"{year}年度", f"FY{year}") for year in years)

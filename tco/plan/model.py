"""The plan of a shape as one model: the same rows for the page, the simulation and the workbook."""

from dataclasses import dataclass
from functools import lru_cache

from language.text import Text
from tco.model.cost_model import CostModel
from tco.model.rows import Row, Section
from tco.plan.appraisal import appraisal_rows
from tco.plan.benefits import benefit_rows
from tco.plan.costs import cost_rows, shared_factor_rows
from tco.plan.decision import break_even_rows, decision_rows, do_nothing_rows
from tco.plan.inputs import groups_of, has_overflow, inputs_of
from tco.plan.shape import Option, PlanShape
from tco.plan.sizing_rows import hours_rows, sizing_rows
from tco.plan.timeline import timeline_rows
from tco.plan.workload import workload_rows

SHAPES_KEPT = 32


@dataclass(frozen=True)
class PlanModel(CostModel):
    """A cost model that knows the shape it was made from."""

    shape: PlanShape

    def option(self, key: str) -> Option:
        """Return an option by its key, doing nothing included."""
        return self.shape.option(key)


@lru_cache(SHAPES_KEPT)
def plan_model(shape: PlanShape) -> PlanModel:
    """Build the model of a shape; the rows never change at run time."""
    return PlanModel(
        inputs_of(shape),
        groups_of(shape),
        _sections(shape),
        _rows(shape),
        shape.months,
        shape.fiscal_years,
        shape,
    )


def _rows(shape: PlanShape) -> tuple[Row, ...]:
    options = shape.options
    return (
        *timeline_rows(shape),
        *workload_rows(shape),
        *(hours_rows() if has_overflow(shape) else ()),
        *(row for option in options for row in benefit_rows(option)),
        *(row for option in options for row in sizing_rows(option)),
        *shared_factor_rows(),
        *(row for option in options for row in cost_rows(option, shape)),
        *do_nothing_rows(shape),
        *(row for option in options for row in appraisal_rows(option, shape)),
        *break_even_rows(shape),
        *decision_rows(shape),
    )


def _sections(shape: PlanShape) -> tuple[Section, ...]:
    options = shape.options
    return (
        Section("timeline", Text("年月", "Timeline")),
        Section("workload", Text("業務量", "Workload")),
        Section("benefit", Text("効果", "Benefits")),
        *_per_option("benefit", "効果", "Benefit", options),
        *_per_option("sizing", "GPUの必要量", "GPU sizing", tuple(o for o in options if o.is_sized)),
        Section("cost_common", Text("費用の共通計算", "Cost factors")),
        *_per_option("cost", "費用", "Cost", options),
        *_per_option("yearly", "年度別", "By year", options),
        Section("do_nothing", Text("何もしない", "Do nothing")),
        *_per_option("appraisal", "投資評価", "Appraisal", options),
        Section("break_even", Text("損益分岐", "Break-even")),
        Section("decision", Text("案の推奨", "Decision")),
    )


def _per_option(prefix: str, ja: str, en: str, options: tuple[Option, ...]) -> tuple[Section, ...]:
    return tuple(
        Section(f"{prefix}_{option.key}", Text(f"{ja}: {option.label.ja}", f"{en}: {option.label.en}"))
        for option in options
    )

"""What all five pages stand on, calculated once: the option, three scenarios, the evaluation, the gate."""

from functools import cached_property

from evaluations.summary import CandidateSummary
from language.text import Text
from reports.contents import CriterionLine, ManagementReport
from reports.ringi_lint import Commitments
from reports.viewpoints.view import Figure, short
from reports.workbook.evidence import evidence_sentence
from reports.workbook.samples import is_indicative
from reports.workbook.words import INDICATIVE, UNKNOWN
from tco.assumptions import STATUS_LABELS, AssumptionValue, Scenario, scenario_values
from tco.headlines import Headline, best_option, headlines
from tco.model.cost_model import Results
from tco.plan.shape import DO_NOTHING, Option


class Basis:
    """Reads one report; whatever it does not hold is None."""

    def __init__(self, report: ManagementReport, commitments: Commitments) -> None:
        self.report, self.commitments = report, commitments
        self.lines = {line.key: line for line in report.cost.inputs.lines}

    @cached_property
    def results(self) -> dict[Scenario, Results]:
        """The plan in the three scenarios."""
        cost = self.report.cost
        return {
            scenario: cost.model.evaluate(scenario_values(cost.model, cost.inputs.lines, scenario))
            for scenario in Scenario
        }

    @cached_property
    def option(self) -> Option:
        """The allowed option with the highest NPV in the standard scenario."""
        return best_option(self.results[Scenario.STANDARD])

    @property
    def is_worth_it(self) -> bool:
        """Whether the best option beats doing nothing in the standard scenario."""
        return self.option is not DO_NOTHING and self.headline().npv_jpy > 0

    def headline(self, scenario: Scenario = Scenario.STANDARD) -> Headline:
        """The headline numbers of the option in a scenario."""
        found = {line.option: line for line in headlines(self.results[scenario])}
        return found[self.option.key]

    @property
    def best(self) -> CandidateSummary | None:
        """The best candidate of the evaluation; None without one."""
        return self.report.evaluation.summary.best if self.report.evaluation else None

    @property
    def open_musts(self) -> tuple[CriterionLine, ...]:
        """Musts of the gate that are not met or unknown."""
        return self.report.gate.open_criteria(must=True) if self.report.gate else ()

    def yearly(self, row: str) -> float | None:
        """A monthly row's mean sum per year of operation; None where the plan has no such row."""
        results = self.results[Scenario.STANDARD]
        if row not in results.model.row_by_key:
            return None
        return sum(results.each(row)) / self.report.cost.model.shape.years

    def worst_balance_jpy(self, scenario: Scenario) -> float | None:
        """The lowest point of the cumulative cash flow: the most money that is out at once."""
        if self.option is DO_NOTHING:
            return 0.0
        return min(self.results[scenario].each(f"{self.option.key}.cumulative"))

    def of_input(self, key: str, label: Text | None = None) -> Figure:
        """An assumption with its range, how well it is known and its source."""
        spec = self.report.cost.model.input_by_key.get(key)
        line = self.lines.get(key)
        name = label or (spec.label if spec else Text(key, key))
        if spec is None or line is None:
            return Figure(name, UNKNOWN, Text("前提が未入力", "no assumption entered"), is_unknown=True)
        value = _value(line, spec.style, spec.unit)
        if line.is_default:
            note = Text(f"既定値 {value.ja} のまま", f"still the default of {value.en}")
            return Figure(name, UNKNOWN, note, is_unknown=True)
        return Figure(name, value, _ground(line))

    def unknown_evaluation(self) -> tuple[Text, ...]:
        """What an evaluation would have told; empty when it is firm."""
        part = self.report.evaluation
        if part is None:
            return (
                Text(
                    "自社の資料での正答率・誤り・応答時間(評価が未実施)",
                    "Pass rate, errors and waiting time on own documents: no evaluation was done",
                ),
            )
        if is_indicative(part.summary):
            n = part.summary.n_items
            return (
                Text(
                    f"評価は{n}問の{INDICATIVE.ja}で、確定値ではない",
                    f"The evaluation has {n} questions: indicative only",
                ),
            )
        return ()

    def unknown_criteria(self, most: int = 3) -> tuple[Text, ...]:
        """Musts nobody has confirmed, the first few by name."""
        if self.report.gate is None:
            return (Text("判定が未実施", "No gate was reviewed"),)
        names = [one.name for one in self.open_musts if one.status == "unknown"]
        shown = tuple(
            Text(f"未確認の必須基準: {name.ja}", f"Must not confirmed: {name.en}") for name in names[:most]
        )
        left = len(names) - most
        return (*shown, *((Text(f"ほか{left}件の必須基準", f"{left} more musts"),) if left > 0 else ()))

    @property
    def evidence(self) -> Text:
        """How well the case is proven, as page 1 of the workbook says it."""
        return evidence_sentence(self.report)


def _value(line: AssumptionValue, style: str, unit: Text) -> Text:
    """The standard value with its unit, and the range behind it where there is one."""
    low, mode, high = (_number(float(end), style) for end in (line.low, line.mode, line.high))
    ja, en = (mode, mode) if style == "percent" else (f"{mode} {unit.ja}", f"{mode} {unit.en}")
    return Text(ja, en) if low == high else Text(f"{ja}（{low}〜{high}）", f"{en} ({low} to {high})")


def _number(value: float, style: str) -> str:
    if style == "percent":
        return f"{value * 100:.3g}%"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _ground(line: AssumptionValue) -> Text:
    status = STATUS_LABELS[line.status]
    return Text(f"{status.ja}: {short(line.source.ja, 34)}", f"{status.en}: {short(line.source.en, 60)}")

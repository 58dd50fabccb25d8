"""The sentences of page 1 as formulas: they follow the inputs like every number."""

from dataclasses import dataclass

from language.text import Text
from reports.contents import ManagementReport
from reports.workbook.evidence import is_proven
from reports.workbook.live import Live, at, concat, if_, is_number, live, text_of
from reports.workbook.number_text import MILLIONS, PERCENT, TENTHS
from reports.workbook.pen import Book
from reports.workbook.row_cells import RowCells
from reports.workbook.scenarios import SCENARIOS
from reports.workbook.sheets.option_cells import OptionCells
from reports.workbook.sheets.option_table import AGAINST_POLICY
from reports.workbook.sheets.sensitivity import SensitivityCells
from reports.workbook.words import over_years
from tco.assumptions import Scenario
from tco.plan.decision import break_even_key
from tco.plan.shape import Kind, Option, PlanShape

_MILLION = 1_000_000
_PROVEN = Text("推奨: 「", "Recommended: adopt ")
_UNPROVEN = Text("試算上の推奨（未実証）: 「", "Recommended by calculation only (not proven): ")


@dataclass(frozen=True)
class SummaryCells:
    """Everything on other sheets that page 1 shows."""

    rows: RowCells
    scenario: Live
    comparison: OptionCells
    sensitivity: SensitivityCells
    shown_option: Option
    master_check: Live


class SummarySentences:
    """Writes each sentence once, with the value it has now."""

    def __init__(self, book: Book, report: ManagementReport, cells: SummaryCells) -> None:
        self.book, self.report, self.cells = book, report, cells

    def state(self) -> Live:
        """What the numbers on this page stand on; the checks and the scenario follow the file."""
        say = self.book.say
        revision = _revision(self.report)
        plan = Text(f"前提条件 {revision.ja}", f"Assumptions {revision.en}")
        opening = Text(
            f"{plan.ja}｜単位 百万円（特記を除く）・税抜｜シナリオ: ",
            f"{plan.en} | million JPY unless stated, net of tax | scenario: ",
        )
        checks = Text("｜整合性チェック: ", " | checks: ")
        return concat(say(opening), self.cells.scenario, say(checks), self.cells.master_check)

    def verdict(self) -> Live:
        """Adopt the best option, or do not invest when none has a positive NPV."""
        best = self.cells.rows.cell("decision.best")
        verdict = at(self.cells.comparison.options.verdict_column, best)
        nothing = self.cells.rows.cell("decision.recommended").equals(0)
        forbidden = verdict.equals(self.book.say(AGAINST_POLICY))
        return if_(nothing, if_(forbidden, self._nothing_allowed(), self._do_not_invest()), self._adopt())

    def _nothing_allowed(self) -> Live:
        return live(
            self.book.say(
                Text(
                    "推奨: 投資しない（何もしない）。社外へのデータ送信の方針に合う案がありません。",
                    "Recommended: do not invest. No option meets the policy on sending data outside.",
                )
            )
        )

    def _do_not_invest(self) -> Live:
        say = self.book.say
        opening = Text(
            "推奨: 投資しない（何もしない）。最も良い「", "Recommended: do not invest. Even the best option, "
        )
        return concat(
            say(opening),
            self.option_name(),
            say(Text("」でも、NPVは", ", has an NPV of ")),
            self._millions(self.of_best("npv")),
            say(Text("百万円です。", " million JPY.")),
        )

    def _adopt(self) -> Live:
        say, years = self.book.say, over_years(self.cells.rows.shape.years)
        return concat(
            say(_PROVEN if is_proven(self.report) else _UNPROVEN),
            self.option_name(),
            say(Text(f"」。{years.ja}間の総費用 ", f". {years.en} cost ".capitalize())),
            self._millions(self.of_best("tco")),
            say(Text("百万円に対し、NPV ", " million JPY, NPV ")),
            self._millions(self.of_best("npv")),
            say(Text("百万円、回収期間 ", " million JPY, payback ")),
            self.with_unit(self.of_best("payback"), Text("年", " years")),
            say(Text("。", ".")),
        )

    def option_name(self) -> Live:
        """Name of the option with the highest NPV."""
        return at(self.cells.comparison.options.names, self.cells.rows.cell("decision.best"))

    def words(self, text: Text) -> Live:
        """Plain words as a formula part."""
        return live(self.book.say(text))

    def worst_npv(self) -> Live:
        """NPV of the best option in the cautious scenario, as it was when the file was made."""
        cautious = self.cells.sensitivity.npv_by_scenario[Scenario.CAUTIOUS]
        return at(cautious, self.cells.rows.cell("decision.best"))

    def discounted_payback(self) -> Live:
        """The line below the payback."""
        say = self.book.say
        return concat(
            say(Text("割引後 ", "discounted ")),
            self.with_unit(self.of_best("discounted_payback"), Text("年", " y")),
        )

    def rate_of_return(self) -> Live:
        """The line below the NPV."""
        irr = self.shown(self.of_best("irr"), PERCENT)
        return concat(self.book.say(Text("百万円｜IRR ", "million JPY | IRR ")), irr)

    def shown(self, number: Live, pattern: Text) -> Live:
        """Write a number by a pattern; words that stand for no value stay themselves."""
        return if_(is_number(number), text_of(number, self.book.say(pattern)), number)

    def of_best(self, measure: str) -> Live:
        return at(self.cells.comparison.options.columns[measure], self.cells.rows.cell("decision.best"))

    def _millions(self, amount: Live) -> Live:
        return text_of(amount / _MILLION, self.book.say(MILLIONS))

    def with_unit(self, number: Live, unit: Text) -> Live:
        """A text result such as "not paid back" gets no unit."""
        shown = text_of(number, self.book.say(TENTHS))
        return if_(is_number(number), concat(shown, self.book.say(unit)), number)

    def scenarios(self, position: Live) -> Live:
        say = self.book.say
        option = self.cells.shown_option.label
        parts: list[Live | str] = [
            say(
                Text(
                    f"シナリオ別NPV（{option.ja}、百万円）: ", f"NPV by scenario ({option.en}, million JPY): "
                )
            )
        ]
        for index, scenario in enumerate(SCENARIOS):
            block = self.cells.sensitivity.npv_by_scenario[scenario.key]
            parts += [
                (" / " if index else "") + say(scenario.label) + " ",
                self._millions(at(block, position)),
            ]
        return concat(*parts, say(Text("（", " (")), self.cells.sensitivity.freshness, say(Text("）", ")")))

    def break_even(self) -> Live:
        """The volume at which owning or renting machines costs what tokens cost, and what the policy gives up."""
        say = self.book.say
        opening = Text("データ送信の方針で見送る利益: NPV ", "NPV given up by the data policy: ")
        policy: list[Live | str] = [
            say(opening),
            self._millions(self.cells.rows.cell("decision.policy_cost")),
            say(Text("百万円", " million JPY")),
        ]
        pair = _break_even_pair(self.cells.rows.shape)
        return concat(*(self._equal_volume(*pair) if pair else ()), *policy)

    def _equal_volume(self, api: Option, other: Option) -> list[Live | str]:
        say = self.book.say
        multiple = self.cells.rows.cell(break_even_key(api, other))
        return [
            say(Text("業務量が計画の ", f"{other.label.en} and {api.label.en} cost the same at ")),
            self.with_unit(multiple, Text("倍", " times")),
            say(Text(f" で{other.label.ja}が{api.label.ja}に並ぶ。", " the planned volume. ")),
        ]


def _break_even_pair(shape: PlanShape) -> tuple[Option, Option] | None:
    """Return the first option billed by tokens, and the first with own machines, or else with rented ones."""
    apis = [option for option in shape.options if option.kind in (Kind.API, Kind.DOMESTIC)]
    sized = [option for option in shape.options if option.is_sized and option.kind is not Kind.HYBRID]
    if not apis or not sized:
        return None
    return apis[0], next((option for option in sized if option.has_machines), sized[0])


def _revision(report: ManagementReport) -> Text:
    revision = report.cost.inputs.revision
    return (
        Text("版数未確認", "revision unknown")
        if revision is None
        else Text(f"第{revision}版", f"revision {revision}")
    )

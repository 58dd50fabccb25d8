"""The sentences of the request that hold figures, as formulas over the plan."""

from collections.abc import Iterator
from dataclasses import dataclass

from language.text import Text
from reports.workbook.addresses import active_name
from reports.workbook.display import JAPANESE_YEN_MILLION
from reports.workbook.live import Live, concat, text_of, total
from reports.workbook.number_text import MILLIONS, PERCENT, TENTHS, WHOLE
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.summary_sentences import SummarySentences
from reports.workbook.words import over_years
from tco.plan.shape import MONTHS_PER_YEAR, Use


@dataclass(frozen=True)
class RequestFigures:
    """Writes each sentence with the value it has now; `page` knows the option with the highest NPV."""

    page: SummarySentences

    def background(self) -> tuple[Live, ...]:
        """What the work costs today, use by use, and if nothing is done."""
        return (*(self._use(use) for use in self._rows.shape.uses), self._labour())

    def what_is_done(self) -> Live:
        """The option and its outlay."""
        return self._said(
            Text("検討した案のうちNPVが最も高いのは「", "Highest NPV: "),
            self.page.option_name(),
            Text("」です。導入前の支出は", ". Before the start "),
            self._millions("initial"),
            Text("百万円（税抜）を上限とします。", " million JPY net of tax is the limit."),
        )

    def benefit(self) -> tuple[Live, ...]:
        """Capacity first, then how little of it is cash."""
        return (
            self._said(
                Text("純短縮時間は年平均 ", "Net hours saved a year: "),
                text_of(self.page.of_best("hours"), self._pattern(WHOLE)),
                Text(" 時間です。これは空いた時間（能力値）です。", ". This is freed time (capacity)."),
            ),
            self._said(
                Text(
                    "削減時間は能力値であり、現金効果は実現率 ",
                    "Hours are capacity; cash takes a rate of ",
                ),
                text_of(self._input("redeployment_rate"), self._pattern(PERCENT)),
                Text(" を乗じています。現金効果は年平均 ", ". Cash benefit a year: "),
                self._millions("cash_benefit"),
                Text(" 百万円です。NPVが0になる実現率は ", " million JPY. The NPV is 0 at a rate of "),
                self.page.shown(self.page.of_best("breakeven"), PERCENT),
                Text(" です。", "."),
            ),
        )

    def cost(self) -> tuple[Live, ...]:
        """What is asked for, and what comes of it."""
        n = over_years(self._rows.shape.years)
        return (
            self._said(
                Text("初期費用 ", "Initial "),
                self._millions("initial"),
                Text(" 百万円、運用費 年 ", " million JPY, running cost a year "),
                self._millions("yearly"),
                Text(f" 百万円、{n.ja}間の総額（TCO） ", f" million JPY, {n.en} total (TCO) "),
                self._millions("tco"),
                Text(" 百万円（いずれも税抜）。", " million JPY, all net of tax."),
            ),
            self._said(
                Text("税引後のNPV ", "NPV after tax "),
                self._millions("npv"),
                Text(" 百万円、IRR ", " million JPY, IRR "),
                self.page.shown(self.page.of_best("irr"), PERCENT),
                Text("、回収期間 ", ", payback "),
                self.page.with_unit(self.page.of_best("payback"), Text("年", " years")),
                Text("（割引後 ", " (discounted "),
                self.page.with_unit(self.page.of_best("discounted_payback"), Text("年", " years")),
                Text("）。", ")."),
            ),
        )

    def alternatives(self) -> tuple[Live, ...]:
        """Doing nothing first, then every option with its verdict."""
        return (self._nothing(), *self._options())

    def worst_case(self) -> Live:
        """What the cautious end of every assumption would bring."""
        return self._said(
            Text(
                "最悪ケース（全項目が慎重側）: NPV ",
                "Worst case (every assumption at its cautious end): NPV ",
            ),
            text_of(self.page.worst_npv() / 1_000_000, self._pattern(MILLIONS)),
            Text(" 百万円。", " million JPY. "),
            self.page.cells.sensitivity.freshness,
        )

    def _use(self, use: Use) -> Live:
        return self._said(
            Text(f"「{use.label.ja}」は、対象者 ", f"{use.label.en}: "),
            text_of(self._input(f"{use.prefix}users"), self._pattern(WHOLE)),
            Text(" 人が1人1日 ", " people, each "),
            text_of(self._input(f"{use.prefix}tasks_per_user_day"), self._pattern(TENTHS)),
            Text(" 件、1件に ", " tasks a day of "),
            text_of(self._input(f"{use.prefix}minutes_per_task_now"), self._pattern(TENTHS)),
            Text(" 分をかけている業務です。", " minutes."),
        )

    def _labour(self) -> Live:
        return self._said(
            Text(
                "何もしない場合、この作業の人件費（年平均 ", "If nothing is done, this work goes on costing "
            ),
            text_of(self._labour_a_year(), self._pattern(MILLIONS)),
            Text(" 百万円、参考）が続きます。", " million JPY of labour a year (for information)."),
        )

    def _labour_a_year(self) -> Live:
        years = self._rows.cell("month.last") / MONTHS_PER_YEAR
        return total(self._rows.span("none.labour.fy")) / years / 1_000_000

    def _nothing(self) -> Live:
        return self._said(
            Text("何もしない: 追加費用はなく、作業の人件費 年 ", "Do nothing: no outlay; labour of "),
            text_of(self._labour_a_year(), self._pattern(MILLIONS)),
            Text(
                " 百万円が続きます。比較の基準です。", " million JPY a year goes on. The basis of comparison."
            ),
        )

    def _options(self) -> Iterator[Live]:
        tables, unit = self.page.cells.comparison.options, JAPANESE_YEN_MILLION
        for option in self._rows.shape.options:
            measures = tables.measures[option.key]
            yield self._said(
                Text(f"{option.label.ja}: TCO ", f"{option.label.en}: TCO "),
                text_of(measures["tco"] / 1_000_000, self._pattern(MILLIONS)),
                Text("、NPV ", ", NPV "),
                text_of(measures["npv"] / 1_000_000, self._pattern(MILLIONS)),
                Text(f"（{unit.ja}）。判断: ", f" ({unit.en}). Verdict: "),
                tables.verdicts[option.key],
            )

    @property
    def _rows(self) -> RowCells:
        return self.page.cells.rows

    def _input(self, key: str) -> Live:
        return Live(active_name(key), self._rows.input_number(key))

    def _millions(self, measure: str) -> Live:
        return text_of(self.page.of_best(measure) / 1_000_000, self._pattern(MILLIONS))

    def _pattern(self, pattern: Text) -> str:
        return self.page.book.say(pattern)

    def _said(self, *parts: Text | Live) -> Live:
        return concat(*(part if isinstance(part, Live) else self.page.book.say(part) for part in parts))

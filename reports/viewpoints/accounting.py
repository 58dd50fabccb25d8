"""経理: when is the money back, and what does it do to profit?"""

from collections import Counter

from language.text import Text
from reports.viewpoints.amounts import measured, million_yen, percent
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Figure, View
from reports.workbook.words import UNKNOWN, over_years
from tco.assumptions import STATUS_LABELS, Scenario, Status

TITLE = Text("経理", "Accounting")
ABOUT = Text("回収・損益", "Payback and profit")
_YEARS = Text("年", "years")


def page(basis: Basis) -> View:
    """Return the page of those who answer for money."""
    line, years = basis.headline(), over_years(basis.report.cost.model.shape.years)
    return View(
        question=Text(
            "いくら出て、いつ戻り、損益にどう効きますか。",
            "How much goes out, when is it back, and what does it do to profit?",
        ),
        answer=_answer(basis),
        figures=(
            Figure(
                Text("初期費用", "Initial cost"), million_yen(line.initial_jpy), Text("税抜", "without tax")
            ),
            Figure(
                Text("運用費（年平均）", "Running cost a year"),
                million_yen(line.running_jpy_per_year),
                Text("税抜", "without tax"),
            ),
            Figure(
                Text(f"{years.ja}TCO", f"{years.en} TCO"),
                million_yen(line.tco_jpy),
                Text("初期+運用+終了", "initial, running, exit"),
            ),
            _npv(basis),
            _payback(basis),
            _breakeven(basis),
        ),
        points=(
            _benefit(basis),
            _depreciation(basis),
            _known(basis),
            Text(
                "補助金・税額控除は金額に含めていません。",
                "Subsidies and tax credits are not in these amounts.",
            ),
        ),
        asks=Text(
            "資産計上・償却年数・予算科目・支払時期について、直すべき点を書いてください。",
            "Say what must change in capitalisation, depreciation, budget line and payment dates.",
        ),
        unknowns=(*_missing(basis), *basis.unknown_evaluation()),
    )


def _answer(basis: Basis) -> Text:
    standard, cautious = basis.headline().npv_jpy, basis.headline(Scenario.CAUTIOUS).npv_jpy
    option, low = basis.option.label, million_yen(cautious)
    value = million_yen(standard)
    return Text(
        f"「{option.ja}」のNPVは標準 {value.ja}、慎重 {low.ja} です。"
        + ("" if basis.is_worth_it else "投資として成り立ちません。"),
        f"{option.en}: NPV {value.en}, in the cautious scenario {low.en}."
        + ("" if basis.is_worth_it else " It is no investment."),
    )


def _npv(basis: Basis) -> Figure:
    low, high = (million_yen(basis.headline(one).npv_jpy) for one in (Scenario.CAUTIOUS, Scenario.OPTIMISTIC))
    note = Text(f"慎重 {low.ja}〜楽観 {high.ja}", f"cautious {low.en} to optimistic {high.en}")
    return Figure(Text("NPV（標準）", "NPV (standard)"), million_yen(basis.headline().npv_jpy), note)


def _payback(basis: Basis) -> Figure:
    label, line = Text("回収期間", "Payback"), basis.headline()
    if line.payback_years is None:
        never = Text("期間内に回収しない", "not within the plan")
        return Figure(label, never, Text("累積が黒字にならない", "the sum stays negative"))
    discounted = measured(line.discounted_payback_years, _YEARS)
    if line.discounted_payback_years is None:
        discounted = Text("回収せず", "never")
    irr = percent(line.irr) if line.irr is not None else Text("値なし", "no value")
    return Figure(
        label,
        measured(line.payback_years, _YEARS),
        Text(f"割引後 {discounted.ja}、IRR {irr.ja}", f"discounted {discounted.en}, IRR {irr.en}"),
    )


def _breakeven(basis: Basis) -> Figure:
    label, line = Text("損益分岐の実現率", "Break-even share that becomes cash"), basis.headline()
    planned = basis.lines.get("redeployment_rate")
    if line.breakeven_redeployment_rate is None or planned is None:
        return Figure(label, UNKNOWN, Text("計算できない", "cannot be calculated"), is_unknown=True)
    now = percent(float(planned.mode))
    return Figure(
        label,
        percent(line.breakeven_redeployment_rate),
        Text(f"計画の実現率は {now.ja}", f"the plan assumes {now.en}"),
    )


def _benefit(basis: Basis) -> Text:
    name = basis.option.key
    cash, capacity = (
        million_yen(basis.yearly(f"{name}.cash_benefit")),
        million_yen(basis.yearly(f"{name}.capacity")),
    )
    return Text(
        f"削減時間は能力値（年 {capacity.ja}）で、現金効果は実現率を乗じた年 {cash.ja} だけを数えています。",
        f"Time saved is capacity ({capacity.en} a year); only the share that becomes cash counts: {cash.en} a year.",
    )


def _depreciation(basis: Basis) -> Text:
    first = million_yen(basis.yearly(f"{basis.option.key}.depreciation"))
    return Text(
        f"減価償却費は年平均 {first.ja}、税金への影響はNPVに含めています。",
        f"Depreciation is {first.en} a year on average; the effect on tax is in the NPV.",
    )


def _known(basis: Basis) -> Text:
    """How well the assumptions are known; the product's own defaults count as assumptions."""
    counts = Counter(line.status for line in basis.report.cost.inputs.lines)
    ja = "、".join(f"{STATUS_LABELS[one].ja} {counts[one]}" for one in Status)
    en = ", ".join(f"{STATUS_LABELS[one].en} {counts[one]}" for one in Status)
    return Text(f"前提の確からしさ: {ja} 件", f"Assumptions by how well they are known: {en}")


def _missing(basis: Basis) -> tuple[Text, ...]:
    defaults = sum(line.is_default for line in basis.report.cost.inputs.lines)
    if not defaults:
        return ()
    return (Text(f"既定値のままの前提 {defaults} 件", f"{defaults} assumptions stand at their default"),)

"""経営: why now, what is the worst that can happen, and when do we stop?"""

from language.text import Text
from reports.viewpoints.amounts import million_yen
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Figure, View, short
from reports.workbook.words import OUTCOME, UNKNOWN
from tco.assumptions import Scenario
from tco.headlines import recommended_option

TITLE = Text("経営", "Executives")
ABOUT = Text("戦略・最悪ケース", "Strategy and the worst case")
_MOST_RISKS = 3


def page(basis: Basis) -> View:
    """Return the page of those who decide."""
    line = basis.headline()
    return View(
        question=Text(
            "やるべきですか。最悪どうなり、いつやめますか。",
            "Should we do it, what is the worst, and when do we stop?",
        ),
        answer=_answer(basis),
        figures=(
            Figure(
                Text("NPV（標準）", "NPV (standard)"),
                million_yen(line.npv_jpy),
                Text(f"案: {basis.option.label.ja}", basis.option.label.en),
            ),
            Figure(
                Text("NPV（慎重）", "NPV (cautious)"),
                million_yen(basis.headline(Scenario.CAUTIOUS).npv_jpy),
                Text("すべての前提を悪い側に置いた場合", "every assumption at its bad end"),
            ),
            _worst(basis),
            Figure(
                Text("何もしない場合", "Doing nothing"),
                million_yen(0.0),
                Text("追加費用も効果もない（比較の基準）", "no cost, no benefit: the base"),
            ),
            _policy(basis),
            _gate(basis),
        ),
        points=(_purpose(basis), *_risks(basis), _exit(basis)),
        asks=Text(
            "承認の条件、追加で知りたい数字、撤退の数字についての意見を書いてください。",
            "State conditions for approval, numbers you still want, and your view on the number at which to stop.",
        ),
        unknowns=(*basis.unknown_evaluation(), *basis.unknown_criteria()),
    )


def _answer(basis: Basis) -> Text:
    recommended = recommended_option(basis.results[Scenario.STANDARD])
    loses = basis.headline(Scenario.CAUTIOUS).npv_jpy < 0
    if recommended.kind is None:
        return Text(
            "数字の上では、見送りが最良です。どの案もNPVが正になりません。",
            "By the numbers, not doing it is best: no option has a positive NPV.",
        )
    tail = (
        Text("ただし慎重シナリオでは損失になります。", " In the cautious scenario it loses money.")
        if loses
        else Text("慎重シナリオでも損失になりません。", " Even the cautious scenario does not lose money.")
    )
    return Text(
        f"数字の上では「{recommended.label.ja}」が最良です。{tail.ja}",
        f"By the numbers {recommended.label.en} is best.{tail.en}",
    )


def _worst(basis: Basis) -> Figure:
    worst = basis.worst_balance_jpy(Scenario.CAUTIOUS)
    return Figure(
        Text("最悪時に出ている資金", "Most money out at once"),
        million_yen(worst),
        Text("慎重シナリオの累積の底", "lowest point, cautious scenario"),
    )


def _policy(basis: Basis) -> Figure:
    lost = basis.results[Scenario.STANDARD].scalar("decision.policy_cost")
    label = Text("データ方針のために失うNPV", "NPV given up for the data policy")
    if lost is None:
        return Figure(label, UNKNOWN, Text("計算できない", "cannot be calculated"), is_unknown=True)
    return Figure(
        label,
        million_yen(lost),
        Text("方針がなければ選べた案との差", "against the best option without the policy"),
    )


def _gate(basis: Basis) -> Figure:
    label, gate = Text("判定", "Gate"), basis.report.gate
    if gate is None:
        return Figure(label, UNKNOWN, Text("判定が未実施", "no gate was reviewed"), is_unknown=True)
    outcome, count = OUTCOME[gate.recommendation], len(basis.open_musts)
    return Figure(
        label,
        outcome,
        Text(f"{gate.id}: 未達・未確認の必須基準 {count} 件", f"{gate.id}: {count} musts open"),
    )


def _purpose(basis: Basis) -> Text:
    purpose = basis.report.cover.purpose.strip()
    shown = short(purpose, 90)
    return Text(f"目的: {shown or UNKNOWN.ja}", f"Purpose: {shown or UNKNOWN.en}")


def _risks(basis: Basis) -> tuple[Text, ...]:
    registered = basis.commitments.risks[:_MOST_RISKS]
    if registered:
        return tuple(
            Text(
                f"リスク: {short(risk.name.ja, 60)}（責任者 {risk.owner or UNKNOWN.ja}）",
                f"Risk: {short(risk.name.en, 60)} (owner {risk.owner or UNKNOWN.en})",
            )
            for risk in registered
        )
    return tuple(
        Text(
            f"リスク: {risk.name.ja}（責任者 {risk.owner or UNKNOWN.ja}）",
            f"Risk: {risk.name.en} (owner {risk.owner or UNKNOWN.en})",
        )
        for risk in basis.report.risks[:_MOST_RISKS]
    )


def _exit(basis: Basis) -> Text:
    written = basis.commitments.exit_conditions[:2]
    if not written:
        return Text(f"撤退条件: {UNKNOWN.ja}", f"We stop when: {UNKNOWN.en}")
    ja, en = (" / ".join(short(text.in_(code), 80) for text in written) for code in ("ja", "en"))
    return Text(f"撤退条件: {ja}", f"We stop when: {en}")

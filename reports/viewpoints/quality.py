"""品質: how wrong can it be, and who answers for that?"""

from evaluations.summary import Rate
from language.text import Text
from reports.viewpoints.amounts import percent
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Figure, View, short
from reports.workbook.words import UNKNOWN

TITLE = Text("品質", "Quality")
ABOUT = Text("誤り・責任", "Errors and responsibility")
_MOST_RISKS = 3


def page(basis: Basis) -> View:
    """Return the page of those who answer for quality."""
    best = basis.best
    return View(
        question=Text(
            "どれだけ間違えますか。間違えたとき、誰が責任を持ちますか。",
            "How often is it wrong, and who answers for it?",
        ),
        answer=_answer(basis),
        figures=(
            _rate(Text("正答率", "Pass rate"), best.passed if best else None),
            _severe(basis),
            _rate(Text("根拠なしの回答", "Answers without a source"), best.false_answer if best else None),
            _rate(Text("過剰な回答拒否", "Over-refusal"), best.over_refusal if best else None),
            _reviewed(basis),
            _open(basis),
        ),
        points=(
            *_responsible(basis),
            Text(
                "同じ質問集で採点するので、モデルが変わっても前の結果と比べられます。",
                "The same questions score every model, so a new one can be compared with the old.",
            ),
            basis.evidence,
        ),
        asks=Text(
            "許せない誤りの例と、確認なしで使ってよい範囲・いけない範囲を書いてください。",
            "Give examples of errors that cannot be tolerated, and where use without checking is allowed or not.",
        ),
        unknowns=(*basis.unknown_evaluation(), *basis.unknown_criteria()),
    )


def _answer(basis: Basis) -> Text:
    best = basis.best
    if best is None or best.severe_upper95 is None:
        return Text(
            "まだ分かりません。重大な誤りの頻度を自社の資料で測るまで、確認なしの利用は認めません。",
            "Not known yet. Until severe errors are measured on own documents, nothing is used without checking.",
        )
    return Text(
        f"重大な質問{best.severe_items}問のうち、誤りは{best.severe_errors}問でした。"
        f"真の割合は95%の確かさで{best.severe_upper95:.0%}以下です。",
        f"{best.severe_errors} of {best.severe_items} severe questions were wrong; with 95 % confidence the true "
        f"rate is at most {best.severe_upper95:.0%}.",
    )


def _rate(label: Text, rate: Rate | None) -> Figure:
    if rate is None:
        return Figure(label, UNKNOWN, Text("測定していない", "not measured"), is_unknown=True)
    note = Text(
        f"95%区間 {rate.low:.0%}〜{rate.high:.0%}、{rate.n}問",
        f"95 % interval {rate.low:.0%} to {rate.high:.0%}, {rate.n} questions",
    )
    return Figure(label, percent(rate.share), note)


def _severe(basis: Basis) -> Figure:
    label, best = Text("重大な誤りの95%上限", "Severe errors, at most (95 %)"), basis.best
    if best is None or best.severe_upper95 is None:
        return Figure(
            label,
            UNKNOWN,
            Text("重大な質問を評価していない", "no severe question was evaluated"),
            is_unknown=True,
        )
    note = Text(
        f"実測 {best.severe_errors}/{best.severe_items}問",
        f"measured {best.severe_errors} of {best.severe_items}",
    )
    return Figure(label, percent(best.severe_upper95), note)


def _reviewed(basis: Basis) -> Figure:
    label, part = Text("人が確認した質問", "Questions reviewed by people"), basis.report.evaluation
    if part is None:
        return Figure(label, UNKNOWN, Text("質問集がない", "there is no question set"), is_unknown=True)
    run = part.summary
    return Figure(
        label,
        Text(f"{run.n_reviewed} / {run.n_items} 問", f"{run.n_reviewed} of {run.n_items}"),
        Text(
            f"質問集「{run.test_set}」第{run.test_set_version}版",
            f"{run.test_set}, version {run.test_set_version}",
        ),
    )


def _open(basis: Basis) -> Figure:
    label, gate = Text("未達・未確認の必須基準", "Musts not met or not confirmed"), basis.report.gate
    if gate is None:
        return Figure(label, UNKNOWN, Text("判定が未実施", "no gate was reviewed"), is_unknown=True)
    count = len(basis.open_musts)
    return Figure(label, Text(f"{count} 件", str(count)), Text(f"判定 {gate.id}", f"gate {gate.id}"))


def _responsible(basis: Basis) -> tuple[Text, ...]:
    """Who answers: the owner of the process, and of each registered risk."""
    owner = basis.commitments.process_owner
    first = Text(f"業務の責任者: {owner or UNKNOWN.ja}", f"Owner of the process: {owner or UNKNOWN.en}")
    risks = (
        Text(
            f"リスク「{short(risk.name.ja, 60)}」の責任者: {risk.owner or UNKNOWN.ja}",
            f"Risk “{short(risk.name.en, 60)}”: {risk.owner or UNKNOWN.en}",
        )
        for risk in basis.commitments.risks[:_MOST_RISKS]
    )
    return (first, *risks)

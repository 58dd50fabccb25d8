"""Whether the case is proven, and what is still open, in sentences for page 1."""

from language.text import Text
from reports.contents import ManagementReport
from reports.workbook.samples import is_indicative
from reports.workbook.words import OUTCOME, UNKNOWN

_SHOWN_OPEN, _SHOWN_RISKS = 2, 2


def is_proven(report: ManagementReport) -> bool:
    """True only with a firm evaluation and a gate of which every must is met: unknown is never a pass."""
    if report.evaluation is None or report.gate is None:
        return False
    return not is_indicative(report.evaluation.summary) and not report.gate.open_criteria(must=True)


def evidence_sentence(report: ManagementReport) -> Text:
    """Say in one sentence how well the case is proven."""
    if is_proven(report):
        return Text(
            "実証の状況: 必須の判定基準をすべて達成し、評価の標本数も十分です。",
            "Evidence: every must of the gate is met and the evaluation sample is large enough.",
        )
    gaps = _gaps(report)
    return Text(
        f"未実証: {'、'.join(g.ja for g in gaps)}。実証が済むまで、効果は確定値ではなく仮定です。",
        f"Not proven: {'; '.join(g.en for g in gaps)}. Until then the benefit is an assumption, not a result.",
    )


def _gaps(report: ManagementReport) -> list[Text]:
    gaps = []
    if report.evaluation is None:
        gaps.append(Text("モデル評価が未実施", "no model evaluation was done"))
    elif is_indicative(report.evaluation.summary):
        n = report.evaluation.summary.n_items
        gaps.append(Text(f"モデル評価は{n}問の参考値", f"the evaluation is indicative ({n} questions)"))
    if report.gate is None:
        gaps.append(Text("判定が未実施", "no gate was reviewed"))
        return gaps
    open_musts = report.gate.open_criteria(must=True)
    if open_musts:
        gaps.append(
            Text(
                f"必須の判定基準{len(open_musts)}件が未達または未確認",
                f"{len(open_musts)} musts are not met or not confirmed",
            )
        )
    return gaps


def open_points(report: ManagementReport) -> tuple[Text, Text, Text]:
    """Three lines: the evaluation, the gate with what is open, and the first risks."""
    return _evaluation_line(report), _gate_line(report), _risk_line(report)


def _evaluation_line(report: ManagementReport) -> Text:
    if report.evaluation is None:
        return Text(
            "モデル評価: 未実施（自社の資料での正しさは確認されていません）",
            "Evaluation: not done; correctness on own documents is unknown",
        )
    best = report.evaluation.summary.best
    if best is None or best.passed is None:
        return Text(
            "モデル評価: 全問に回答した候補がありません", "Evaluation: no candidate answered every question"
        )
    rate, upper = best.passed, best.severe_upper95
    severe = UNKNOWN if upper is None else Text(f"{upper:.0%}", f"{upper:.0%}")
    return Text(
        f"モデル評価: 最良「{best.name}」正答率 {rate.share:.0%}"
        f"（95%区間 {rate.low:.0%}〜{rate.high:.0%}、{rate.n}問）、重大な誤りの95%上限 {severe.ja}",
        f"Evaluation: best {best.name}, pass rate {rate.share:.0%} (95 % interval {rate.low:.0%} to {rate.high:.0%}, "
        f"{rate.n} questions); severe errors at most {severe.en}",
    )


def _gate_line(report: ManagementReport) -> Text:
    gate = report.gate
    if gate is None:
        return Text("判定: 未実施", "Gate: not reviewed")
    outcome, still_open = OUTCOME[gate.recommendation], gate.open_criteria()
    if not still_open:
        return Text(
            f"判定 {gate.id}: {outcome.ja}（全基準達成）", f"Gate {gate.id}: {outcome.en} (everything met)"
        )
    ids = [c.id for c in still_open]
    more = f" 他{len(ids) - _SHOWN_OPEN}件" if len(ids) > _SHOWN_OPEN else ""
    names_ja = "、".join(_shortened(c.name.ja, 24) for c in still_open[:_SHOWN_OPEN])
    names_en = "; ".join(_shortened(c.name.en, 42) for c in still_open[:_SHOWN_OPEN])
    more_en = f" and {len(ids) - _SHOWN_OPEN} more" if more else ""
    return Text(
        f"判定 {gate.id}: {outcome.ja}。未達・未確認: {names_ja}{more}",
        f"Gate {gate.id}: {outcome.en}. Open: {names_en}{more_en}",
    )


def _risk_line(report: ManagementReport) -> Text:
    if not report.risks:
        return Text("リスク: 未実施（洗い出しがまだです）", "Risks: not listed yet")
    shown = report.risks[:_SHOWN_RISKS]
    return Text(
        "リスク: " + "、".join(f"{r.name.ja}（{r.owner or UNKNOWN.ja}）" for r in shown),
        "Risks: " + "; ".join(f"{r.name.en} ({r.owner or UNKNOWN.en})" for r in shown),
    )


def _shortened(text: str, length: int) -> str:
    """Cut for page 1; the whole text stands on its own sheet."""
    return text if len(text) <= length else text[: length - 1].rstrip("、, ") + "…"

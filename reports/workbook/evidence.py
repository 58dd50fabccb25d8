"""Whether the case is proven, and what is still open, in sentences for page 1."""

from language.text import Text
from reports.contents import ManagementReport
from reports.workbook.samples import is_indicative
from reports.workbook.words import OUTCOME, UNKNOWN

_SHOWN_OPEN = 2
UNKNOWN_EXIT = Text(
    "未確認（撤退条件がまだ数字で書かれていません）",
    "not confirmed (no exit condition is written as a number yet)",
)


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
    """Three lines: the evaluation, the gate with what is open, and who disagreed."""
    return _evaluation_line(report), _gate_line(report), _dissent_line(report)


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


def _dissent_line(report: ManagementReport) -> Text:
    """Dissent is printed as it was written; that nobody was asked is not the same as that nobody disagrees."""
    voices = dissent_of(report)
    if voices:
        said = _shortened("、".join(voices), 70)
        return Text(f"反対意見: {said}", f"Dissent: {said}")
    if report.gate is None or report.gate.decision is None:
        return Text(
            "反対意見: 未確認（決裁がまだ記録されていません）", "Dissent: not confirmed (no decision yet)"
        )
    return Text("反対意見: なし", "Dissent: none")


def dissent_of(report: ManagementReport) -> tuple[str, ...]:
    """Return every dissent on record, the latest decision first."""
    found = [report.gate.decision.dissent] if report.gate and report.gate.decision else []
    if report.programme:
        found += [decision.dissent for decision in reversed(report.programme.approvals.decisions)]
    return tuple(dict.fromkeys(voice.strip() for voice in found if voice.strip()))


def exit_sentence(report: ManagementReport) -> Text:
    """Return the conditions under which we stop, as named people have written them down."""
    lines = exit_lines(report)
    if not lines:
        return UNKNOWN_EXIT
    ja, en = "／".join(line.ja for line in lines), "; ".join(line.en for line in lines)
    return Text(_shortened(ja, 150), _shortened(en, 230))


def exit_lines(report: ManagementReport) -> tuple[Text, ...]:
    """Return the kill numbers of the programme, else the conditions recorded for the use case."""
    kill = report.programme.schedule.kill_lines if report.programme else ()
    if kill:
        return tuple(
            Text(f"{_ja(line.name)}: {_ja(line.limit)}", f"{_en(line.name)}: {_en(line.limit)}")
            for line in kill
        )
    return report.exit_conditions


def _ja(said: str | Text) -> str:
    return said.ja if isinstance(said, Text) else said


def _en(said: str | Text) -> str:
    return said.en if isinstance(said, Text) else said


def _shortened(text: str, length: int) -> str:
    """Cut for page 1; the whole text stands on its own sheet."""
    return text if len(text) <= length else text[: length - 1].rstrip("、, ") + "…"

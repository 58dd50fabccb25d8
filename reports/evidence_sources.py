"""Where the numbers of a report come from: every price and measured value, and the run that measured."""

from language.text import Text
from reports.contents import CostPart, EvaluationPart, SourceLine
from tco.assumptions import STATUS_LABELS, AssumptionValue, Status
from tco.model.rows import InputSpec


def source_lines(cost: CostPart, evaluation: EvaluationPart | None) -> tuple[SourceLine, ...]:
    """Values that were measured, quoted or published; plain assumptions carry their source on their own sheet."""
    specs = cost.model.input_by_key
    known = [line for line in cost.inputs.lines if line.status is not Status.ASSUMPTION]
    inputs = tuple(_input_line(specs[line.key], line) for line in known)
    return (*_evaluation_lines(evaluation), *inputs)


def _input_line(spec: InputSpec, line: AssumptionValue) -> SourceLine:
    label = STATUS_LABELS[line.status]
    subject = Text(f"{spec.label.ja}［{label.ja}］", f"{spec.label.en} [{label.en}]")
    ends = (float(line.low), float(line.mode), float(line.high))
    shown = [spec.shown(end) for end in ends]
    value = shown[1] if len(set(shown)) == 1 else f"{shown[1]} ({shown[0]} – {shown[2]})"
    unit = Text("", "") if spec.style == "percent" else spec.unit
    values = Text(f"{value} {unit.ja}".strip(), f"{value} {unit.en}".strip())
    return SourceLine(subject, values, line.source, line.source_date, line.entered_by)


def _evaluation_lines(evaluation: EvaluationPart | None) -> tuple[SourceLine, ...]:
    if evaluation is None:
        return ()
    summary = evaluation.summary
    day = summary.finished_at.date() if summary.finished_at else None
    sample = Text(
        f"{summary.n_items}問、資料{summary.n_documents}件、{summary.n_passages}段落",
        f"{summary.n_items} questions, {summary.n_documents} documents, {summary.n_passages} passages",
    )
    versions = f"prompt {', '.join(summary.prompt_versions)}, score {summary.score_version}"
    return (
        SourceLine(
            Text("モデル評価", "Model evaluation"), sample, f"{summary.name} (#{summary.run_id})", day
        ),
        SourceLine(
            Text("質問集", "Test set"),
            f"{summary.test_set} v{summary.test_set_version}",
            f"SHA-256 {summary.test_set_hash}",
            day,
        ),
        SourceLine(Text("資料", "Documents"), versions, f"SHA-256 {summary.corpus_sha256}", day),
    )

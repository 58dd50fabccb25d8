"""Sheet モデル評価: candidates on the company's own questions, retrieval, and what may be concluded."""

from evaluations.summary import CandidateSummary, ComparisonSummary, Rate, RetrieverSummary, RunSummary
from language.text import Text
from reports.contents import Cover, EvaluationPart
from reports.workbook.charts import interval_chart
from reports.workbook.live import LiveRange
from reports.workbook.page import said_date, set_page
from reports.workbook.pen import Pen
from reports.workbook.samples import is_indicative, sample_note
from reports.workbook.sheets.evaluation_cost import draw_cost_of_quality
from reports.workbook.words import (
    INDICATIVE,
    NO,
    NO_VALUE,
    OPENNESS,
    SHEET_EVALUATION,
    STAND_IN,
    UNKNOWN,
    YES,
)

SMALL_MODELS = Text(
    "本評価は、本製品の仕組みが実際の資料で動くことを確かめたものです。使用したのは小型モデルであり、"
    "オープンモデル全般の実力を示すものではありません。",
    "This run proves the product on real documents. The models are small: their scores do not show what open "
    "models can do.",
)
_WIDTHS = (27, 12, 9, 9, 9, 9, 9, 9, 12.5, 9, 11, 9, 11, 9, 9, 9)
_LAST = len(_WIDTHS) - 1
_NOTE = Text(
    "区間は95%信頼区間（Wilson法）。重大な誤りの上限は片側95%（Clopper-Pearson法）。"
    "正答は数値・単位・型番がすべて正しい回答のみ。採点できなかったものは率に含めず、0とも扱いません。",
    "Intervals: 95 % (Wilson). Severe-error bound: one-sided 95 % (Clopper-Pearson). An answer passes only when "
    "every critical token is right. What could not be judged is left out of a rate and never counted as 0.",
)
_CANDIDATE_HEADS = (
    Text("候補", "Candidate"),
    Text("種別", "Kind"),
    Text("回答/質問", "Answered / asked"),
    Text("正答率", "Pass rate"),
    Text("95%下限", "95 % low"),
    Text("95%上限", "95 % high"),
    Text("完全一致", "Exact match"),
    Text("文字F1", "Char F1"),
    Text("数値・単位・\n型番が正しい", "Critical right"),
    Text("重大な\n誤り", "Severe errors"),
    Text("重大な誤り\nの上限", "Severe upper"),
    Text("根拠なし\nの回答", "False answers"),
    Text("答えられる\nのに「不明」", "Over-refusal"),
    Text("入力tok\n/問", "Input tok / question"),
    Text("出力tok\n/問", "Output tok / question"),
    Text("失敗/\n途中切れ", "Failed / cut"),
)
_SPEED_HEADS = (
    (0, 0, Text("候補", "Candidate")),
    (1, 2, Text("実行方法", "Runs by")),
    (3, 4, Text("最初の文字 中央値（秒）", "First token, median (s)")),
    (5, 6, Text("最初の文字 95%点（秒）", "First token, 95th pct. (s)")),
    (7, 8, Text("回答完了 中央値（秒）", "Whole answer, median (s)")),
    (9, 10, Text("処理速度（tok/秒）", "Output speed (tok/s)")),
    (11, 13, Text("実行環境", "Measured on")),
    (14, 15, Text("ライセンス", "Licence")),
)
_RETRIEVER_HEADS = (
    (0, 1, Text("検索方式", "Retriever")),
    (2, 3, Text("対象質問数", "Questions")),
    (4, 5, Text("再現率@5", "Recall@5")),
    (6, 7, Text("nDCG@10", "nDCG@10")),
    (8, 9, Text("MRR@10", "MRR@10")),
    (10, 12, Text("根拠の提示率", "Evidence within the prompt")),
    (13, 15, Text("回答に使用", "Used for the answers")),
)
_COMPARISON_HEADS = (
    (0, 2, Text("比較（A 対 B、同じ質問）", "A against B, same questions")),
    (3, 3, Text("質問数", "Questions")),
    (4, 5, Text("正答率の差", "Difference")),
    (6, 6, Text("95%下限", "95 % low")),
    (7, 7, Text("95%上限", "95 % high")),
    (8, 8, Text("p値", "p value")),
    (9, 15, Text("言えること", "What may be said")),
)


def draw_evaluation(pen: Pen, cover: Cover, part: EvaluationPart) -> None:
    """Draw the whole sheet."""
    summary = part.summary
    pen.columns(_WIDTHS)
    _draw_title(pen, cover, summary)
    chart_row = _draw_failures(pen, _draw_candidates(pen, 6, summary.candidates), summary.candidates) + 1
    _draw_chart(pen, chart_row, summary.candidates)
    row = _draw_speeds(pen, chart_row + 15, summary.candidates)
    row = draw_cost_of_quality(pen, row + 1, summary.candidates)
    row = _draw_retrievers(pen, row + 1, summary.retrievers)
    row = _draw_comparisons(pen, row + 1, summary)
    set_page(pen, cover, last_row=row, last_column=_LAST, on_one_page=True)


def _draw_title(pen: Pen, cover: Cover, summary: RunSummary) -> None:
    pen.text(0, 0, SHEET_EVALUATION, "title")
    pen.height(0, 24)
    if is_indicative(summary):
        pen.merged(0, _LAST - 1, _LAST, INDICATIVE, "stamp")
    pen.text(1, 0, _facts(summary, cover), "note")
    pen.text(2, 0, _NOTE, "note")
    pen.text(3, 0, SMALL_MODELS, "warning_note")
    if is_indicative(summary):
        pen.text(4, 0, sample_note(summary), "warning_note")


def _facts(summary: RunSummary, cover: Cover) -> Text:
    seen = summary.finished_at
    day = said_date(seen.date(), cover) if seen else UNKNOWN
    return Text(
        f"{summary.name}｜質問集「{summary.test_set}」第{summary.test_set_version}版 {summary.n_items}問"
        f"（人が確認済み {summary.n_reviewed}問、hash {summary.test_set_hash[:12]}）｜資料 {summary.n_documents}件・"
        f"{summary.n_passages}段落｜完了 {day.ja}",
        f"{summary.name} | test set “{summary.test_set}” v{summary.test_set_version}: {summary.n_items} questions "
        f"({summary.n_reviewed} reviewed by a person, hash {summary.test_set_hash[:12]}) | {summary.n_documents} "
        f"documents, {summary.n_passages} passages | finished {day.en}",
    )


def _draw_candidates(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> int:
    pen.header(row, _CANDIDATE_HEADS, lines=2)
    for index, candidate in enumerate(candidates, start=row + 1):
        _draw_candidate(pen, index, candidate)
    return row + 1 + len(candidates)


def _draw_failures(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> int:
    """Say why a candidate could not be asked; the others stand."""
    failed = [(c.name, c.failure) for c in candidates if c.failure]
    for offset, (name, failure) in enumerate(failed):
        pen.text(row + offset, 0, Text(f"{name}: {failure.ja}", f"{name}: {failure.en}"), "warning_note")
    return row + len(failed)


def _draw_candidate(pen: Pen, row: int, c: CandidateSummary) -> None:
    kind = pen.book.say(OPENNESS[c.openness]) if not c.is_stand_in else pen.book.say(STAND_IN)
    pen.text(row, 0, c.name, "cell", "bold", "middle")
    pen.text(row, 1, kind, "cell", "small", "center", "middle")
    pen.text(row, 2, f"{c.n_answered}/{c.n_items}", "cell", "center")
    low, high = (c.passed.low, c.passed.high) if c.passed else (None, None)
    for column, rate in enumerate((_share(c.passed), low, high, _share(c.exact)), start=3):
        pen.number(row, column, rate, "cell", "percent")
    pen.number(row, 7, c.char_f1_mean, "cell", "thousandths")
    pen.text(row, 8, _of(c.critical), "cell", "center")
    pen.text(row, 9, f"{c.severe_errors}/{c.severe_items}" if c.severe_items else UNKNOWN, "cell", "center")
    for column, rate in enumerate(
        (c.severe_upper95, _share(c.false_answer), _share(c.over_refusal)), start=10
    ):
        pen.number(row, column, rate, "cell", "percent")
    pen.number(row, 13, c.input_tokens_mean, "cell", "whole")
    pen.number(row, 14, c.output_tokens_mean, "cell", "tenths")
    pen.text(row, 15, f"{c.n_failed}/{c.n_truncated}", "cell", "center")
    pen.height(row, 30)


def _draw_chart(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> None:
    """The interval's arms are lengths, so they stand as numbers beside the chart."""
    judged = [c for c in candidates if c.passed]
    if not judged:
        return
    pen.merged(row, 11, 12, Text("候補", "Candidate"), "head", "tiny")
    heads = (Text("正答率", "Pass rate"), Text("上側の幅", "Upper arm"), Text("下側の幅", "Lower arm"))
    for column, head in enumerate(heads, start=13):
        pen.text(row, column, head, "head", "tiny")
    names, shares, above, below = _write_arms(pen, row + 1, judged)
    title = pen.book.say(Text("正答率と95%信頼区間", "Pass rate with 95 % interval"))
    chart = interval_chart(pen.book, title, (title, names, shares), above, below, "0%")
    chart.set_y_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    pen.place_chart(chart, row, 0, row + 13, 10, title)


def _write_arms(
    pen: Pen, first: int, judged: list[CandidateSummary]
) -> tuple[LiveRange, LiveRange, LiveRange, LiveRange]:
    rates = [c.passed for c in judged if c.passed]
    columns: list[list[str] | list[float]] = [
        [c.name for c in judged],
        [r.share for r in rates],
        [r.high - r.share for r in rates],
        [r.share - r.low for r in rates],
    ]
    for index, candidate in enumerate(judged):
        pen.merged(first + index, 11, 12, candidate.name, "cell", "tiny", "shrink")
        for offset in (1, 2, 3):
            pen.number(first + index, 12 + offset, float(columns[offset][index]), "cell", "tiny", "percent")
    places = (11, 13, 14, 15)
    blocks = [pen.block(first, c, values, down=True) for c, values in zip(places, columns, strict=True)]
    return blocks[0], blocks[1], blocks[2], blocks[3]


def _draw_speeds(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> int:
    pen.text(row, 0, Text("速度とライセンス", "Speed and licence"), "bold")
    _draw_heads(pen, row + 1, _SPEED_HEADS)
    for index, c in enumerate(candidates, start=row + 2):
        pen.text(index, 0, c.name, "cell", "bold", "middle")
        pen.merged(index, 1, 2, c.provider, "cell", "small", "middle", "center")
        times = (c.ttft_p50_s, c.ttft_p95_s, c.total_p50_s, c.output_tokens_per_s)
        for column, number in zip((3, 5, 7, 9), times, strict=True):
            pen.merged_number(index, column, column + 1, number, "cell", "hundredths", "center")
        pen.merged(index, 11, 13, c.hardware or UNKNOWN, "cell", "small", "middle", "indent")
        pen.merged(index, 14, 15, c.licence or UNKNOWN, "cell", "small", "middle", "indent")
        pen.height(index, 30)
    return _draw_left_out(pen, row + 2 + len(candidates), candidates)


def _draw_left_out(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> int:
    """Say which candidates were asked without some settings: they were not asked alike."""
    said = [(c.name, c.left_out_text) for c in candidates if c.left_out_text]
    for offset, (name, text) in enumerate(said):
        pen.text(row + offset, 0, Text(f"{name}: {text.ja}", f"{name}: {text.en}"), "warning_note")
    return row + len(said)


def _draw_retrievers(pen: Pen, row: int, retrievers: tuple[RetrieverSummary, ...]) -> int:
    pen.text(row, 0, Text("資料の検索", "Retrieval"), "bold")
    _draw_heads(pen, row + 1, _RETRIEVER_HEADS)
    for index, r in enumerate(retrievers, start=row + 2):
        look = ("cell", "good") if r.is_used_for_answers else ("cell",)
        pen.merged(index, 0, 1, r.name, *look)
        pen.merged_number(index, 2, 3, r.n, *look, "whole", "center")
        numbers = (r.recall_at_5, r.ndcg_at_10, r.mrr_at_10)
        for column, number in zip((4, 6, 8), numbers, strict=True):
            pen.merged_number(index, column, column + 1, number, *look, "thousandths", "center")
        pen.merged_number(index, 10, 12, r.evidence_recall, *look, "percent", "center")
        pen.merged(index, 13, 15, YES if r.is_used_for_answers else NO, *look, "center")
    return row + 2 + len(retrievers)


def _draw_comparisons(pen: Pen, row: int, summary: RunSummary) -> int:
    pen.text(row, 0, Text("候補どうしの比較", "Candidates against each other"), "bold")
    _draw_heads(pen, row + 1, _COMPARISON_HEADS)
    for index, comparison in enumerate(summary.comparisons, start=row + 2):
        _draw_comparison(pen, index, comparison)
    last = row + 2 + len(summary.comparisons)
    visible = summary.smallest_visible_difference
    if visible is not None:
        pen.text(last, 0, _visible_text(summary.n_items, visible), "note")
    return last


def _draw_comparison(pen: Pen, row: int, c: ComparisonSummary) -> None:
    pen.merged(row, 0, 2, f"{c.a_name} – {c.b_name}", "cell", "middle")
    pen.number(row, 3, c.n, "cell", "whole")
    pen.merged_number(row, 4, 5, c.difference, "cell", "percent")
    pen.number(row, 6, c.low, "cell", "percent")
    pen.number(row, 7, c.high, "cell", "percent")
    pen.number(row, 8, c.p_value, "cell", "thousandths", "center")
    verdict = Text(f"{c.verdict.ja}（{c.method}）", f"{c.verdict.en} ({c.method})")
    pen.merged(row, 9, 15, verdict, "cell", "middle", "indent", *(() if c.is_shown else ("unknown",)))
    pen.height(row, 30)


def _visible_text(n_items: int, difference: float) -> Text:
    return Text(
        f"{n_items}問で見分けられる差は、正答率でおよそ{difference * 100:.0f}ポイント以上です（検出力80%）。",
        f"With {n_items} questions only a difference of about {difference * 100:.0f} points or more can be seen "
        "(80 % power).",
    )


def _draw_heads(pen: Pen, row: int, heads: tuple[tuple[int, int, Text], ...]) -> None:
    for first, last, text in heads:
        if first == last:
            pen.text(row, first, text, "head", "middle")
        else:
            pen.merged(row, first, last, text, "head", "middle")


def _share(rate: Rate | None) -> float | None:
    return rate.share if rate else None


def _of(rate: Rate | None) -> str | Text:
    return f"{rate.count}/{rate.n}" if rate else NO_VALUE

"""What the demo prints at its end: what was done, the headline numbers, and where each came from."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from adoption.models import UseCase
from adoption.selectors import gate_review
from config.demo.clock import Log
from config.demo.company import GATE, Account
from config.demo.cost_lines import Line, cost_lines, simulated
from evaluations.models import Run
from evaluations.selectors import run_summary
from evaluations.summary import CandidateSummary, Rate, RunSummary
from language.text import Text
from reports.models import ReportFile
from tco.models import CostPlan
from tco.selectors import as_json, plan_results

CAVEAT = Text(
    "使ったモデルはごく小さく(0.5Bと0.1B、4ビット)、製品が実際に動くことを示すためのものです。"
    "オープンモデルで何ができるかを示すものではありません。",
    "The models used are tiny (0.5B and 0.1B, 4 bit): they prove that the product works, not what open models can do.",
)


def print_steps(console: Console, log: Log, language: str) -> None:
    table = Table(title=Text("実行した内容", "What was done").in_(language), title_justify="left")
    table.add_column(Text("手順", "Step").in_(language))
    table.add_column(Text("結果", "Result").in_(language), overflow="fold")
    table.add_column(Text("秒", "Seconds").in_(language), justify="right")
    for step in log.steps:
        result = step.done.in_(language) if step.done else ""
        table.add_row(
            step.title.in_(language), f"✗ {step.error}" if step.error else result, f"{step.seconds:.1f}"
        )
    table.add_row(Text("合計", "Total").in_(language), "", f"{log.seconds:.1f}", style="bold")
    console.print(table)


def print_headlines(console: Console, run: Run, plan: CostPlan, use_case: UseCase, language: str) -> None:
    table = Table(
        title=Text("主な数値と出所", "Headline numbers and their origin").in_(language), title_justify="left"
    )
    for title in (Text("項目", "Item"), Text("値", "Value"), Text("出所", "Origin")):
        table.add_column(title.in_(language), overflow="fold")
    for line in headline_lines(run, plan, use_case):
        table.add_row(*(text.in_(language) for text in line))
    console.print(table)
    console.print(CAVEAT.in_(language), style="yellow")


def print_accounts(console: Console, accounts: list[Account], language: str) -> None:
    """Show new passwords; they are stored nowhere and not shown again."""
    fresh = [account for account in accounts if account.password]
    if not fresh:
        return
    title = Text(
        "デモ用アカウント(パスワードの表示は今回だけ)", "Demo accounts (passwords are shown only now)"
    )
    table = Table(title=title.in_(language), title_justify="left")
    for column in (Text("メールアドレス", "e-mail"), Text("パスワード", "password"), Text("役割", "role")):
        table.add_column(column.in_(language), no_wrap=True)
    for account in fresh:
        table.add_row(account.email, account.password, account.role)
    console.print(table)


def headline_lines(run: Run, plan: CostPlan, use_case: UseCase) -> Iterator[Line]:
    summary = run_summary(run)
    yield from _evaluation_lines(summary)
    yield from _verdict_lines(run, summary)
    yield from cost_lines(plan)
    assessment = gate_review(use_case, GATE).assessment
    met, unmet, unknown = (len(assessment.with_status(status)) for status in ("met", "not_met", "unknown"))
    rule = assessment.recommendation.rule
    yield Line(
        Text(f"{GATE} 推奨", f"{GATE} recommendation"),
        Text(
            f"{rule.ja} 達成{met}・未達{unmet}・未確認{unknown}",
            f"{rule.en} {met} met, {unmet} not met, {unknown} unknown",
        ),
        Text("判定基準と紐付けた証拠", "criteria and linked evidence"),
    )


def as_machine_readable(run: Run, plan: CostPlan, use_case: UseCase, report: ReportFile) -> str:
    """The same numbers as JSON; unknown is null."""
    facts: dict[str, Any] = {
        "evaluation": asdict(run_summary(run)),
        "money": {"spent_jpy": run.spent_microyen / 1e6, "cap_jpy": _cap_jpy(run)},
        "cost": {**as_json(plan_results(plan)), "simulation": simulated(plan)},
        "gate": {"id": GATE, "recommendation": gate_review(use_case, GATE).assessment.recommendation.outcome},
        "workbook": {"path": report.file.path, "sha256": report.sha256, "language": report.language},
    }
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)


def _evaluation_lines(summary: RunSummary) -> Iterator[Line]:
    origin = Text(
        f"評価実行 #{summary.run_id}、質問集 {summary.test_set_hash[:12]}…",
        f"run #{summary.run_id}, test set {summary.test_set_hash[:12]}…",
    )
    for retriever in summary.retrievers:
        recall = f"{retriever.recall_at_5:.2f}"
        others = f"nDCG@10 {retriever.ndcg_at_10:.2f}  MRR@10 {retriever.mrr_at_10:.2f}  n={retriever.n}"
        yield Line(
            Text(f"検索 {retriever.name}", f"Retrieval {retriever.name}"),
            Text(f"再現率@5 {recall}  {others}", f"Recall@5 {recall}  {others}"),
            origin,
        )
    for candidate in summary.candidates:
        yield Line(Text(candidate.name, candidate.name), _quality(candidate), origin)
        yield Line(Text(f"{candidate.name} 速度", f"{candidate.name} speed"), _speed(candidate), origin)
    for pair in summary.comparisons:
        value = f"{pair.difference * 100:+.0f}pt [{pair.low * 100:+.0f}, {pair.high * 100:+.0f}]"
        yield Line(
            Text(f"{pair.a_name} − {pair.b_name}", f"{pair.a_name} − {pair.b_name}"),
            Text(f"{value} {pair.verdict.ja}", f"{value} {pair.verdict.en}"),
            origin,
        )


def _verdict_lines(run: Run, summary: RunSummary) -> Iterator[Line]:
    """Money and the answer of the run: the cheapest candidate not shown to be worse, or that it is not proven."""
    origin = Text("サンプルの仮定の単価", "prices assumed for the sample")
    for candidate in summary.candidates:
        cost = candidate.cost_jpy
        each = (
            Text("不明", "unknown") if cost is None else Text(f"{cost.value:.3g}円", f"JPY {cost.value:.3g}")
        )
        value = Text(f"1問あたり {each.ja}", f"{each.en} a question")
        yield Line(Text(f"{candidate.name} 費用", f"{candidate.name} cost"), value, origin)
    spent, cap = run.spent_microyen / 1e6, _cap_jpy(run)
    limit = Text("なし", "none") if cap is None else Text(f"{cap:,.0f}円", f"JPY {cap:,.0f}")
    paid = Text(f"{spent:,.1f}円(上限額 {limit.ja})", f"JPY {spent:,.1f} (cap: {limit.en})")
    yield Line(Text("上限額に計上した費用", "Counted under the cap"), paid, origin)
    if summary.verdict is not None:
        fixed = Text("開始前に決めた基準と許容差", "reference and margin fixed before the run")
        yield Line(Text("評価の結論", "Verdict"), summary.verdict.sentence, fixed)


def _cap_jpy(run: Run) -> float | None:
    return None if run.cap_microyen is None else run.cap_microyen / 1e6


def _quality(candidate: CandidateSummary) -> Text:
    f1 = "–" if candidate.char_f1_mean is None else f"{candidate.char_f1_mean:.2f}"
    false_answer = _rate(candidate.false_answer)
    return Text(
        f"正答率 {_rate(candidate.passed)}  文字F1 {f1}  根拠なしの回答 {false_answer}  "
        f"途中切れ {candidate.n_truncated}",
        f"passed {_rate(candidate.passed)}  char F1 {f1}  invented {false_answer}  cut off {candidate.n_truncated}",
    )


def _speed(candidate: CandidateSummary) -> Text:
    def number(value: float | None, pattern: str) -> str:
        return "–" if value is None else pattern.format(value)

    first, rate = number(candidate.ttft_p50_s, "{:.2f}"), number(candidate.output_tokens_per_s, "{:.1f}")
    n_in, n_out = (
        number(mean, "{:.0f}") for mean in (candidate.input_tokens_mean, candidate.output_tokens_mean)
    )
    return Text(
        f"最初の文字まで 中央値{first}秒  処理速度 {rate}トークン/秒  入力{n_in} 出力{n_out}  {candidate.hardware}",
        f"TTFT p50 {first} s  {rate} tokens/s  in {n_in} out {n_out}  {candidate.hardware}",
    )


def _rate(rate: Rate | None) -> str:
    if rate is None:
        return "–"
    return f"{rate.share:.0%} (n={rate.n}, {rate.low:.0%}–{rate.high:.0%})"

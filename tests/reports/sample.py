"""A realistic report of the sample company, with invented evaluation results marked as such in the tests only."""

from datetime import UTC, date, datetime
from pathlib import Path

from evaluations.figures import Interval
from evaluations.summary import CandidateSummary, ComparisonSummary, Rate, RetrieverSummary, RunSummary
from language.text import Language, Text
from reports.contents import (
    CostPart,
    Cover,
    CriterionLine,
    EvaluationPart,
    GatePart,
    Inputs,
    ItemResult,
    ManagementReport,
    Marked,
    Risk,
    SourceLine,
    Term,
)
from tco.assumptions import AssumptionValue, load_assumptions, with_neutral
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import standard_shape

ROOT = Path(__file__).resolve().parents[2]


STARTS_ON, FISCAL_START_MONTH = date(2027, 4, 1), 4


def sample_model() -> PlanModel:
    """The plan as a company starts it: five years, three options, one use."""
    return plan_model(standard_shape())


def sample_lines() -> tuple[AssumptionValue, ...]:
    """The sample company's assumptions over the starting ones."""
    return in_order(sample_model(), known_lines())


def known_lines() -> dict[str, AssumptionValue]:
    """All assumptions of the sample company, by input."""
    rows = {a.key: a for a in load_assumptions(ROOT / "tco/content/starting_assumptions.yaml")}
    return rows | {a.key: a for a in load_assumptions(ROOT / "sample_company/assumptions.yaml")}


def in_order(model: PlanModel, lines: dict[str, AssumptionValue]) -> tuple[AssumptionValue, ...]:
    """Bring assumptions into the order of the model's inputs; what is not used says so."""
    found = {line.key: line for line in with_neutral(model, list(lines.values()))}
    return tuple(found[spec.key] for spec in model.inputs if spec.key in found)


def sample_cost(lines: tuple[AssumptionValue, ...] | None = None) -> CostPart:
    """The cost part of the sample company."""
    inputs = Inputs(3, "ab12" * 16, sample_lines() if lines is None else lines)
    return CostPart("技術文書検索AI", sample_model(), inputs, STARTS_ON, FISCAL_START_MONTH)


def sample_report(
    language: Language = "ja", lines: tuple[AssumptionValue, ...] | None = None, n_items: int = 63
) -> ManagementReport:
    """A whole report; `lines` replaces the sample company's assumptions."""
    return ManagementReport(
        cover=sample_cover(language),
        cost=sample_cost(lines),
        evaluation=EvaluationPart(sample_summary(n_items), sample_items()),
        gate=sample_gate(),
        risks=sample_risks(),
        sources=sample_sources(),
        terms=sample_terms(),
    )


def sample_cover(language: Language) -> Cover:
    ja = language == "ja"
    return Cover(
        title="生成AI導入 投資判断資料" if ja else "Generative AI: investment decision",
        organization="サンプル精機株式会社" if ja else "Sample Seiki Co., Ltd.",
        use_case="技術文書の検索と質問応答" if ja else "Search and answers over technical documents",
        purpose="保全・品質部門が手順と規格を探す時間を短縮する"
        if ja
        else "Less searching in maintenance and quality",
        language=language,
        as_of=date(2026, 11, 21),
        creator="佐藤 恵",
    )


def candidate(key: str, name: str, passed: int, n: int, **changes: object) -> CandidateSummary:
    values = {
        "key": key,
        "name": name,
        "openness": "open",
        "is_stand_in": False,
        "provider": "transformers",
        "licence": "Apache-2.0",
        "origin": "Alibaba Cloud",
        "hardware": "CPU 2 cores",
        "n_items": n,
        "n_answered": n,
        "n_failed": 0,
        "n_truncated": 2,
        "n_pending": 0,
        "passed": Rate(passed, n, max(0.0, passed / n - 0.11), passed / n + 0.12),
        "exact": Rate(passed - 4, n, 0.1, 0.3),
        "critical": Rate(n - passed - 3, n, 0.5, 0.8),
        "char_f1_mean": 0.412,
        "severe_errors": 4,
        "severe_items": 18,
        "severe_upper95": 0.4402,
        "false_answer": Rate(5, 9, 0.27, 0.81),
        "over_refusal": Rate(6, n - 9, 0.05, 0.22),
        "input_tokens_mean": 1184.2,
        "output_tokens_mean": 21.7,
        "ttft_p50_s": 1.21,
        "ttft_p95_s": 1.9,
        "total_p50_s": 2.83,
        "output_tokens_per_s": 13.4,
        "calls_maybe_billed": 0,
        "failure": None,
        "cost_jpy": Interval(n, 0.42, 0.38, 0.47, "bootstrap"),
        "cost_per_correct_jpy": 1.39,
    }
    return CandidateSummary(**(values | changes))  # type: ignore[arg-type]


def sample_summary(n: int = 63) -> RunSummary:
    qwen = candidate("qwen", "Qwen2.5-Coder-0.5B-Instruct", 19, n)
    smol = candidate(
        "smol",
        "SmolLM2-135M-Instruct",
        4,
        n,
        exact=Rate(0, n, 0, 0.06),
        severe_upper95=None,
        cost_jpy=None,
        cost_per_correct_jpy=None,
        origin="Hugging Face",
    )
    stand_in = candidate(
        "api",
        "Qwen2.5-Coder-0.5B（OpenAI互換サーバー）",
        18,
        n,
        is_stand_in=True,
        cost_jpy=Interval(n, 1.85, 1.7, 2.02, "bootstrap"),
        cost_per_correct_jpy=6.47,
        openness="closed",
        n_failed=1,
    )
    comparison = ComparisonSummary(
        "qwen",
        qwen.name,
        "smol",
        smol.name,
        n,
        0.238,
        0.11,
        0.37,
        0.0009,
        "McNemar",
        Text("Aのほうが正答率が高い", "A has the higher pass rate"),
        True,
    )
    unclear = ComparisonSummary(
        "qwen",
        qwen.name,
        "api",
        stand_in.name,
        n,
        0.016,
        -0.05,
        0.08,
        1.0,
        "McNemar",
        Text("差は見分けられない", "No difference can be told"),
        False,
    )
    retrievers = (
        RetrieverSummary("bm25", "BM25（日本語形態素）", n - 9, 9, 0.87, 0.791, 0.77, 0.91, False),
        RetrieverSummary("hybrid", "ハイブリッド（BM25＋e5）", n - 9, 9, 0.926, 0.842, 0.81, 0.94, True),
        RetrieverSummary("weak", "English embedder", n - 9, 9, 0.22, 0.171, 0.16, 0.3, False),
    )
    return RunSummary(
        7,
        "第1回 評価",
        "done",
        datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        "技術文書 質問集",
        1,
        "9f2c" * 16,
        n,
        n,
        13,
        214,
        "77aa" * 16,
        "p1",
        ("p1", "p2"),
        "s1",
        "hybrid",
        2400,
        (qwen, smol, stand_in),
        retrievers,
        (comparison, unclear),
        0.19,
    )


def sample_items(count: int = 63) -> tuple[ItemResult, ...]:
    texts = (
        ("主軸のグリース補給間隔は何時間ですか。", "500 時間", "severe", "保全マニュアル.pdf 12ページ"),
        (
            "アラーム E-0421 が出たとき、最初に確認するものは何ですか。",
            "クーラント圧力スイッチ",
            "severe",
            "保全マニュアル.pdf 31ページ",
        ),
        ("見積書の有効期限は何日ですか。", "30日", "normal", "見積規程.docx 第4条"),
        ("来年度の社員旅行の行き先はどこですか。", "（資料に答えなし）", "normal", ""),
    )
    return tuple(
        ItemResult(
            f"Q{index + 1:03d}",
            *texts[index % 4][:2],
            texts[index % 4][2],
            texts[index % 4][3],
            (
                Marked(
                    "Qwen2.5-Coder-0.5B-Instruct",
                    f"{texts[index % 4][1]}ごとに補給してください。",
                    index % 3 == 0,
                ),
                Marked("SmolLM2-135M-Instruct", "The answer is 1000 hours.", False, "途中切れ"),
                Marked(
                    "Qwen2.5-Coder-0.5B（OpenAI互換サーバー）",
                    "" if index == 5 else "500時間です。",
                    None if index == 5 else index % 3 == 1,
                ),
            ),
        )
        for index in range(count)
    )


def sample_gate() -> GatePart:
    rows = (
        (
            "G1-C1",
            "主KPIは1つ、副KPIは5つまで、合否ライン・期限・計算式が凍結済み",
            "One primary KPI, at most five secondary, thresholds frozen",
            "unknown",
        ),
        (
            "G1-C2",
            "ベースラインが実測（最低2週または計画標本数の多い方）",
            "Baseline measured, not remembered",
            "unknown",
        ),
        (
            "G1-C4",
            "投入データの区分・客先NDA・外為法・個人情報・営業秘密の確認記録",
            "Data clearance recorded",
            "not_met",
        ),
        (
            "G1-C5",
            "自社の資料の質問集（正解・出典付き）がある",
            "Own-document evaluation set with reference answers and sources",
            "met",
        ),
        ("G1-C6", "撤退条件（やめる数字）が書かれている", "Kill criteria written as numbers", "met"),
    )
    criteria = tuple(
        CriterionLine(
            key,
            Text(ja, en),
            key != "G1-C6",
            status,  # type: ignore[arg-type]
            Text(
                "評価 #7: 63問、資料13件（2026-11-20）",
                "Evaluation #7: 63 questions, 13 documents (2026-11-20)",
            )
            if status == "met"
            else Text("根拠が登録されていません", "No evidence is recorded"),
        )
        for key, ja, en, status in rows
    )
    return GatePart(
        "G1",
        Text("PoC開始承認（測定計画の凍結）", "PoC start: measurement plan frozen"),
        Text("第1段階 小さなPoC", "Stage 1: small PoC"),
        "recycle",
        Text(
            "未達の必須基準があるため「やり直し」を推奨します。",
            "A must is not met: recycle is recommended.",
        ),
        criteria,
        None,
    )


def sample_risks() -> tuple[Risk, ...]:
    return (
        Risk(
            Text("誤った回答のまま作業する", "Work goes on with a wrong answer"),
            Text(
                "重大な質問は必ず原文を確認する。重大な誤りの上限を四半期ごとに測る。",
                "Severe questions are checked against the source.",
            ),
            "品質保証部長",
        ),
        Risk(
            Text("モデルの提供が終わる", "The model is withdrawn"),
            Text(
                "評価セットで代替モデルを半年ごとに再評価する。",
                "A substitute is evaluated on the same set every half year.",
            ),
        ),
    )


def sample_sources() -> tuple[SourceLine, ...]:
    return (
        SourceLine(
            Text("API単価 gpt-4.1", "API price of gpt-4.1"),
            "USD 2.00 / 8.00 per 1M",
            "genai-prices 0.2.3",
            date(2026, 11, 21),
            "佐藤 恵",
        ),
        SourceLine(Text("電気料金", "Electricity"), "25 円/kWh", "https://example.jp/denki", None),
    )


def sample_terms() -> tuple[Term, ...]:
    return (
        Term(
            Text("正味現在価値（NPV）", "Net present value"),
            Text("割り引いた合計。", "Discounted flows added up."),
        ),
        Term(Text("実現率", "Redeployment rate"), Text("現金になる割合。", "Share that becomes cash.")),
    )

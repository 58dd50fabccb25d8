"""From people to requests and tokens, use by use, and what the company does with the time saved."""

from language.text import Text
from tco.model.expression import choose, const, equal, if_, inp, row
from tco.model.functions import exponential, maximum
from tco.model.rows import Row
from tco.plan.shape import PlanShape, Use
from tco.plan.timeline import INDEX, OPERATING
from tco.plan.writing import PERCENT, TIMES, monthly, summed

TASKS = Text("件/月", "tasks a month")
REQUESTS = Text("回/月", "requests a month")
MTOK = Text("100万トークン/月", "million tokens a month")
PER_SECOND = Text("回/秒", "requests/s")
HOURS = Text("時間/月", "hours a month")
MONTHS_PER_YEAR = 12


def workload_rows(shape: PlanShape) -> tuple[Row, ...]:
    """Write adoption and growth, the rows of each use, and their sums."""
    uses = shape.uses
    return (
        _adoption(shape.years),
        monthly(
            "workload.growth",
            "workload",
            ("件数の伸び", "Growth"),
            OPERATING * (const(1) + inp("growth_per_month")) ** maximum(INDEX - 1, 0),
            ("1か月目を1とする", "Month 1 is 1"),
            TIMES,
            "number",
        ),
        monthly(
            "workload.factor",
            "workload",
            ("利用の倍率", "Use factor"),
            row("workload.adoption") * row("workload.growth"),
            ("利用率 × 件数の伸び", "Adoption x growth"),
            TIMES,
            "number",
        ),
        *(found for use in uses for found in _use_rows(use, is_alone=len(uses) == 1)),
        *_sums(uses),
    )


def _adoption(years: int) -> Row:
    by_year = choose(
        maximum(row("month.year"), 1), *(inp(f"adoption_y{year}") for year in range(1, years + 1))
    )
    curve = inp("adoption_ceiling") / (
        const(1) + exponential(-inp("adoption_steepness") * (INDEX - inp("adoption_midpoint_month")))
    )
    return monthly(
        "workload.adoption",
        "workload",
        ("利用率", "Adoption"),
        OPERATING * if_(equal(inp("adoption_path"), 1), curve, by_year),
        ("年別の値、またはS字曲線", "The value of the year, or the S-curve"),
        PERCENT,
        "percent",
    )


def _use_rows(use: Use, *, is_alone: bool) -> tuple[Row, ...]:
    name, prefix = use.key, use.prefix
    ja, en = ("", "") if is_alone else (f"({use.label.ja})", f" ({use.label.en})")
    requests = row(f"{name}.requests")
    return (
        monthly(
            f"{name}.tasks",
            "workload",
            (f"作業件数{ja}", f"Tasks{en}"),
            inp(f"{prefix}users")
            * inp(f"{prefix}tasks_per_user_day")
            * inp("workdays_per_year")
            / MONTHS_PER_YEAR
            * row("workload.factor"),
            ("対象者 × 件数 × 稼働日 ÷ 12 × 利用の倍率", "Users x tasks x workdays / 12 x use factor"),
            TASKS,
            "number",
        ),
        monthly(
            f"{name}.requests",
            "workload",
            (f"質問回数{ja}", f"Requests{en}"),
            row(f"{name}.tasks") * (const(1) + inp(f"{prefix}retry_share")),
            ("聞き直しを含む", "Retries included"),
            REQUESTS,
            "number",
        ),
        monthly(
            f"{name}.mtok_in",
            "workload",
            (f"入力トークン{ja}", f"Input tokens{en}"),
            requests * inp(f"{prefix}tokens_in_per_request") / 1e6,
            ("キャッシュ分を含む", "Cached part included"),
            MTOK,
            "number",
        ),
        monthly(
            f"{name}.mtok_cached",
            "workload",
            (f"うちキャッシュ{ja}", f"of which cached{en}"),
            row(f"{name}.mtok_in") * inp(f"{prefix}cached_share"),
            ("入力トークンの内数", "Part of the input tokens"),
            MTOK,
            "number",
        ),
        monthly(
            f"{name}.mtok_out",
            "workload",
            (f"出力トークン{ja}", f"Output tokens{en}"),
            requests * inp(f"{prefix}tokens_out_per_request") / 1e6,
            ("推論過程を含む", "Reasoning included"),
            MTOK,
            "number",
        ),
        monthly(
            f"{name}.hours_saved",
            "benefit",
            (f"短縮時間(総){ja}", f"Hours saved, gross{en}"),
            row(f"{name}.tasks")
            * inp(f"{prefix}usable_answer_share")
            * inp(f"{prefix}minutes_saved_per_task")
            / 60,
            ("使える回答が得られた作業だけ", "Only tasks with a usable answer"),
            HOURS,
            "number",
        ),
        monthly(
            f"{name}.hours_reviewing",
            "benefit",
            (f"確認時間{ja}", f"Hours reviewing{en}"),
            requests * inp(f"{prefix}review_minutes_per_request") / 60,
            ("すべての回答を人が確認する", "People check every answer"),
            HOURS,
            "number",
        ),
        monthly(
            f"{name}.accepted",
            "benefit",
            (f"使える回答{ja}", f"Usable answers{en}"),
            row(f"{name}.tasks") * inp(f"{prefix}usable_answer_share"),
            ("作業件数 × 使える回答の割合", "Tasks x share of usable answers"),
            TASKS,
            "number",
        ),
        monthly(
            f"{name}.labour_now",
            "do_nothing",
            (f"続く作業の人件費(参考){ja}", f"Labour that goes on (for information){en}"),
            row(f"{name}.tasks") * inp(f"{prefix}minutes_per_task_now") / 60 * inp("wage_jpy_per_hour"),
            ("同じ件数を今のやり方で続けた場合", "The same tasks done as today"),
        ),
    )


def _sums(uses: tuple[Use, ...]) -> tuple[Row, ...]:
    words: tuple[tuple[str, str, str, tuple[str, str], Text], ...] = (
        ("workload.requests", "workload", "requests", ("質問回数(合計)", "Requests, total"), REQUESTS),
        ("workload.mtok_in", "workload", "mtok_in", ("入力トークン(合計)", "Input tokens, total"), MTOK),
        (
            "workload.mtok_cached",
            "workload",
            "mtok_cached",
            ("うちキャッシュ(合計)", "of which cached, total"),
            MTOK,
        ),
        ("workload.mtok_out", "workload", "mtok_out", ("出力トークン(合計)", "Output tokens, total"), MTOK),
        (
            "benefit.hours_saved",
            "benefit",
            "hours_saved",
            ("短縮時間(総、合計)", "Hours saved, gross, total"),
            HOURS,
        ),
        (
            "benefit.hours_reviewing",
            "benefit",
            "hours_reviewing",
            ("確認時間(合計)", "Hours reviewing, total"),
            HOURS,
        ),
        ("benefit.accepted", "benefit", "accepted", ("使える回答(合計)", "Usable answers, total"), TASKS),
    )
    each = tuple(
        monthly(
            key,
            section,
            label,
            summed([row(f"{use.key}.{part}") for use in uses]),
            ("対象業務の合計", "Sum of the uses"),
            unit,
            "number",
        )
        for key, section, part, label, unit in words
    )
    requests_per_day = [
        inp(f"{use.prefix}users")
        * inp(f"{use.prefix}tasks_per_user_day")
        * (const(1) + inp(f"{use.prefix}retry_share"))
        for use in uses
    ]
    tokens_per_day = [
        part * inp(f"{use.prefix}tokens_out_per_request")
        for use, part in zip(uses, requests_per_day, strict=True)
    ]
    peak = row("workload.factor") * inp("peak_hour_share") * inp("burst_factor") / 3600
    return (
        *each,
        monthly(
            "workload.peak_requests_per_second",
            "workload",
            ("最繁時の質問", "Peak requests"),
            summed(requests_per_day) * peak,
            ("1日の件数 × 集中率 × 瞬間倍率 ÷ 3600", "Requests of a day x peak share x burst / 3600"),
            PER_SECOND,
            "number",
        ),
        monthly(
            "workload.peak_tokens_per_second",
            "workload",
            ("最繁時の出力", "Peak output"),
            summed(tokens_per_day) * peak,
            ("最繁時の質問 × 出力トークン", "Peak requests x output tokens"),
            Text("トークン/秒", "tokens/s"),
            "number",
        ),
        monthly(
            "workload.tokens_per_day",
            "workload",
            ("1日の出力トークン", "Output tokens a day"),
            summed(tokens_per_day) * row("workload.factor"),
            ("稼働日1日当たり", "On a workday"),
            Text("トークン/日", "tokens a day"),
            "number",
        ),
    )

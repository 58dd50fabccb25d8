"""From people to tokens, and from tokens at the peak to whole GPUs and servers."""

from language.text import Text
from tco.five_year.inputs import ADOPTION
from tco.five_year.writing import NOT_AVAILABLE, PERCENT, scalar, yearly
from tco.model.expression import choose, const, equal, if_, inp, previous, row
from tco.model.functions import largest, maximum, round_down, round_up

TASKS = Text("件/年", "tasks a year")
REQUESTS = Text("回/年", "requests a year")
MTOK = Text("100万トークン/年", "million tokens a year")
PER_SECOND = Text("回/秒", "requests/s")
TOKENS_PER_SECOND = Text("トークン/秒", "tokens/s")
GPUS = Text("枚", "GPUs")
FLAG = Text("0/1", "0/1")
HOURS_PER_YEAR = 8760.0

TIMELINE = (
    yearly(
        "year.index",
        "timeline",
        ("年数", "Year"),
        previous("year.index", -1) + 1,
        ("0は導入年", "0 is the initial year"),
        Text("年", "years"),
        "whole",
    ),
    yearly(
        "year.operating",
        "timeline",
        ("運用年", "Operating year"),
        if_(row("year.index") > 0, 1, 0),
        ("1なら運用中", "1 while operating"),
        FLAG,
        "whole",
    ),
    yearly(
        "year.initial",
        "timeline",
        ("導入年", "Initial year"),
        const(1) - row("year.operating"),
        ("1なら導入年", "1 in the initial year"),
        FLAG,
        "whole",
    ),
    yearly(
        "year.final",
        "timeline",
        ("最終年", "Final year"),
        if_(equal(row("year.index"), largest("year.index")), 1, 0),
        ("1なら計画の最終年", "1 in the last year of the plan"),
        FLAG,
        "whole",
    ),
)

WORKLOAD = (
    yearly(
        "workload.adoption",
        "workload",
        ("利用率", "Adoption"),
        row("year.operating") * choose(maximum(row("year.index"), 1), *(inp(spec.key) for spec in ADOPTION)),
        ("前提の年別利用率", "Adoption of the year, from the assumptions"),
        PERCENT,
        "percent",
    ),
    yearly(
        "workload.tasks",
        "workload",
        ("作業件数", "Tasks"),
        inp("users") * inp("tasks_per_user_day") * inp("workdays_per_year") * row("workload.adoption"),
        ("対象者 × 件数 × 稼働日 × 利用率", "Users x tasks x workdays x adoption"),
        TASKS,
        "number",
    ),
    yearly(
        "workload.requests",
        "workload",
        ("質問回数", "Requests"),
        row("workload.tasks") * (const(1) + inp("retry_share")),
        ("聞き直しを含む", "Retries included"),
        REQUESTS,
        "number",
    ),
    yearly(
        "workload.mtok_in",
        "workload",
        ("入力トークン", "Input tokens"),
        row("workload.requests") * inp("tokens_in_per_request") / 1e6,
        ("キャッシュ分を含む", "Cached part included"),
        MTOK,
        "number",
    ),
    yearly(
        "workload.mtok_cached",
        "workload",
        ("うちキャッシュ", "of which cached"),
        row("workload.mtok_in") * inp("cached_share"),
        ("入力トークンの内数", "Part of the input tokens"),
        MTOK,
        "number",
    ),
    yearly(
        "workload.mtok_out",
        "workload",
        ("出力トークン", "Output tokens"),
        row("workload.requests") * inp("tokens_out_per_request") / 1e6,
        ("推論過程を含む", "Reasoning included"),
        MTOK,
        "number",
    ),
)

SIZING = (
    yearly(
        "sizing.peak_requests_per_second",
        "sizing",
        ("最繁時の質問", "Peak requests"),
        inp("users")
        * inp("tasks_per_user_day")
        * row("workload.adoption")
        * (const(1) + inp("retry_share"))
        * inp("peak_hour_share")
        * inp("burst_factor")
        / 3600,
        ("1日の件数 × 集中率 × 瞬間倍率 ÷ 3600", "Requests of a day x peak share x burst / 3600"),
        PER_SECOND,
        "number",
    ),
    yearly(
        "sizing.peak_tokens_per_second",
        "sizing",
        ("最繁時の出力", "Peak output"),
        row("sizing.peak_requests_per_second") * inp("tokens_out_per_request"),
        ("最繁時の質問 × 出力トークン", "Peak requests x output tokens"),
        TOKENS_PER_SECOND,
        "number",
    ),
    scalar(
        "sizing.replica_tokens_per_second",
        "sizing",
        ("1組の処理能力", "Capacity of a replica"),
        inp("output_tokens_per_second_per_gpu") * inp("gpus_per_replica") * inp("utilisation_cap"),
        ("GPU1枚の速度 × 枚数 × 利用率の上限", "Speed of a GPU x GPUs x utilisation limit"),
        TOKENS_PER_SECOND,
        "number",
    ),
    yearly(
        "sizing.gpus",
        "sizing",
        ("必要なGPU", "GPUs needed"),
        if_(
            row("sizing.peak_tokens_per_second") > 0,
            (
                round_up(row("sizing.peak_tokens_per_second") / row("sizing.replica_tokens_per_second"))
                + inp("spare_replicas")
            )
            * inp("gpus_per_replica"),
            0,
        ),
        ("組数を切り上げ、予備を足す", "Replicas rounded up, spares added"),
        GPUS,
        "whole",
    ),
    scalar(
        "sizing.servers",
        "sizing",
        ("購入するサーバー", "Servers bought"),
        round_up(largest("sizing.gpus") / inp("gpus_per_server")),
        (
            "計画中の最大必要量を導入年にまとめて購入",
            "The largest need of the plan, bought in the initial year",
        ),
        Text("台", "servers"),
        "whole",
    ),
    scalar(
        "sizing.gpus_owned",
        "sizing",
        ("保有するGPU", "GPUs owned"),
        row("sizing.servers") * inp("gpus_per_server"),
        ("台数 × 1台のGPU数", "Servers x GPUs per server"),
        GPUS,
        "whole",
    ),
    scalar(
        "sizing.capacity_multiple",
        "sizing",
        ("購入台数で処理できる業務量", "Volume the servers can carry"),
        maximum(round_down(row("sizing.gpus_owned") / inp("gpus_per_replica")) - inp("spare_replicas"), 0)
        * row("sizing.replica_tokens_per_second")
        / largest("sizing.peak_tokens_per_second"),
        (
            "計画の最大業務量に対する倍率(予備を除く)",
            "As a multiple of the plan's largest volume, spares left out",
        ),
        Text("倍", "times"),
        "number",
        NOT_AVAILABLE,
    ),
    yearly(
        "sizing.utilisation",
        "sizing",
        ("保有GPUの平均稼働率", "Mean utilisation of owned GPUs"),
        row("workload.mtok_out")
        * 1e6
        / (row("sizing.gpus_owned") * inp("output_tokens_per_second_per_gpu") * HOURS_PER_YEAR * 3600),
        (
            "年間の出力 ÷ 24時間動かした場合の出力",
            "Output of the year / output when running around the clock",
        ),
        PERCENT,
        "percent",
        NOT_AVAILABLE,
    ),
)

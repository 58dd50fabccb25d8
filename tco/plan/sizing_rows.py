"""From tokens at the peak to GPUs, and from GPUs to machines that are bought whole, year by year."""

from language.text import Text
from tco.model.expression import Expression, const, if_, inp, pick, previous, row
from tco.model.functions import (
    largest,
    largest_where,
    maximum,
    round_down,
    round_up,
    running_largest,
    total,
)
from tco.model.rows import Row
from tco.plan.inputs.work import HOURS
from tco.plan.shape import Kind, Option
from tco.plan.timeline import OPERATING
from tco.plan.writing import (
    FLAG,
    GPUS,
    MONTH,
    NOT_AVAILABLE,
    PERCENT,
    SERVERS,
    TIMES,
    monthly,
    scalar,
    summed,
    yearly,
)

TOKENS_PER_SECOND = Text("トークン/秒", "tokens/s")
HOURS_PER_MONTH = 730
SECONDS_PER_HOUR = 3600


def sizing_rows(option: Option) -> tuple[Row, ...]:
    """Write the rows that turn the peak into GPUs; none for an option that only buys tokens."""
    if not option.is_sized:
        return ()
    shared = (_replica(option), _gpus(option))
    if option.kind is Kind.HYBRID:
        return (*shared, *_base_rows(option))
    return (*shared, *_machine_rows(option)) if option.has_machines else shared


def _replica(option: Option) -> Row:
    name = option.key
    return scalar(
        f"{name}.replica_tokens_per_second",
        f"sizing_{name}",
        ("1組の処理能力", "Capacity of a replica"),
        inp(f"{name}_output_tokens_per_second_per_gpu")
        * inp(f"{name}_gpus_per_replica")
        * inp("utilisation_cap"),
        ("GPU1枚の速度 × 枚数 × 利用率の上限", "Speed of a GPU x GPUs x utilisation limit"),
        TOKENS_PER_SECOND,
        "number",
    )


def _gpus(option: Option) -> Row:
    name = option.key
    peak = row("workload.peak_tokens_per_second") * row(f"{name}.served")
    replicas = round_up(peak / row(f"{name}.replica_tokens_per_second")) + inp(f"{name}_spare_replicas")
    return monthly(
        f"{name}.gpus",
        f"sizing_{name}",
        ("必要なGPU", "GPUs needed"),
        if_(peak > 0, replicas * inp(f"{name}_gpus_per_replica"), 0),
        ("組数を切り上げ、予備を足す", "Replicas rounded up, spares added"),
        GPUS,
        "whole",
    )


def _machine_rows(option: Option) -> tuple[Row, ...]:
    name, section = option.key, f"sizing_{option.key}"
    year = row("year.index")
    needed = round_up(
        largest_where(f"{name}.gpus", "month.fiscal_year", year) / inp(f"{name}_gpus_per_server")
    )
    start = previous("year.last_month", 0)
    return (
        yearly(
            f"{name}.servers_needed",
            section,
            ("必要な台数", "Machines needed"),
            if_(year > 0, maximum(needed, inp(f"{name}_minimum_servers")), 0),
            ("その年度の最大必要量を台数に切り上げ", "The largest need of the year, in whole machines"),
            SERVERS,
            "whole",
        ),
        yearly(
            f"{name}.servers",
            section,
            ("保有する台数", "Machines owned"),
            running_largest(f"{name}.servers_needed"),
            ("買い足した機器は最後まで持つ", "Machines once bought are kept to the end"),
            SERVERS,
            "whole",
        ),
        yearly(
            f"{name}.servers_bought",
            section,
            ("購入する台数", "Machines bought"),
            row(f"{name}.servers") - previous(f"{name}.servers", 0),
            ("前年度からの増加", "More than the year before"),
            SERVERS,
            "whole",
        ),
        yearly(
            f"{name}.pay_month",
            section,
            ("支払う月", "Month of payment"),
            maximum(if_(year > 1, start - round_down(inp(f"{name}_lead_time_months")), 0), 0),
            ("使い始める前の月から納期だけ早い", "The month before use, earlier by the lead time"),
            MONTH,
            "whole",
        ),
        _gpus_owned(option, pick(f"{name}.servers", row("month.fiscal_year"))),
        *_load_rows(option),
    )


def _base_rows(option: Option) -> tuple[Row, ...]:
    """Write the fixed base of a hybrid: what it cannot serve goes to the API."""
    name, section = option.key, f"sizing_{option.key}"
    year = row("year.index")
    capacity = maximum(
        round_down(row(f"{name}.gpus_base") / inp(f"{name}_gpus_per_replica"))
        - inp(f"{name}_spare_replicas"),
        0,
    ) * row(f"{name}.replica_tokens_per_second")
    return (
        yearly(
            f"{name}.servers",
            section,
            ("保有する台数", "Machines owned"),
            if_(year > 0, inp(f"{name}_base_servers"), 0),
            ("自社で置く台数", "Machines of the base"),
            SERVERS,
            "whole",
        ),
        yearly(
            f"{name}.servers_bought",
            section,
            ("購入する台数", "Machines bought"),
            row(f"{name}.servers") - previous(f"{name}.servers", 0),
            ("最初に一度だけ買う", "Bought once, at the start"),
            SERVERS,
            "whole",
        ),
        yearly(
            f"{name}.pay_month",
            section,
            ("支払う月", "Month of payment"),
            const(0) * year,
            ("初期", "Initial"),
            MONTH,
            "whole",
        ),
        scalar(
            f"{name}.gpus_base",
            section,
            ("自社のGPU", "GPUs of the base"),
            inp(f"{name}_base_servers") * inp(f"{name}_gpus_per_server"),
            ("台数 × 1台のGPU数", "Machines x GPUs each"),
            GPUS,
            "whole",
        ),
        scalar(
            f"{name}.base_tokens_per_second",
            section,
            ("自社の処理能力", "Capacity of the base"),
            capacity,
            ("予備を除く", "Spares left out"),
            TOKENS_PER_SECOND,
            "number",
        ),
        _gpus_owned(option, pick(f"{name}.servers", row("month.fiscal_year"))),
        monthly(
            f"{name}.tokens_per_second_by_weight",
            section,
            ("重み1当たりの出力", "Output per unit of weight"),
            row("workload.tokens_per_day") / row("hours.total") / SECONDS_PER_HOUR,
            ("1日の出力トークン ÷ 重みの合計 ÷ 3600", "Tokens of a day / sum of weights / 3600"),
            TOKENS_PER_SECOND,
            "number",
        ),
        monthly(
            f"{name}.overflow_share",
            section,
            ("あふれる割合", "Overflow share"),
            if_(
                row("workload.tokens_per_day") > 0,
                _overflow(option) * SECONDS_PER_HOUR / row("workload.tokens_per_day"),
                0,
            ),
            ("時間帯ごとに能力を超える分の合計", "Sum over the hours of what exceeds the capacity"),
            PERCENT,
            "percent",
        ),
        monthly(
            f"{name}.unserved_share",
            section,
            ("社外に出せず処理できない割合", "Share that must stay inside and finds no capacity"),
            if_(row("workload.tokens_per_day") > 0, _left_waiting(option), 0),
            (
                "1日中動かしても自社の能力を超える分。それ以外は空いた時間まで待つ",
                "What the base cannot carry in a whole day; the rest waits for a quiet hour",
            ),
            PERCENT,
            "percent",
        ),
    )


def _overflow(option: Option) -> Expression:
    per_weight, capacity = (
        row(f"{option.key}.tokens_per_second_by_weight"),
        row(f"{option.key}.base_tokens_per_second"),
    )
    return summed([maximum(per_weight * (inp(spec.key) + row("hours.even")) - capacity, 0) for spec in HOURS])


def _left_waiting(option: Option) -> Expression:
    """Only so much of what must stay inside can be answered as the base carries in 24 hours."""
    tokens = row("workload.tokens_per_day")
    day = row(f"{option.key}.base_tokens_per_second") * SECONDS_PER_HOUR * len(HOURS)
    return maximum(inp("confidential_share") * tokens - day, 0) / tokens


def _gpus_owned(option: Option, servers: Expression) -> Row:
    name = option.key
    return monthly(
        f"{name}.gpus_owned",
        f"sizing_{name}",
        ("保有するGPU", "GPUs owned"),
        OPERATING * servers * inp(f"{name}_gpus_per_server"),
        ("台数 × 1台のGPU数", "Machines x GPUs each"),
        GPUS,
        "whole",
    )


def _load_rows(option: Option) -> tuple[Row, ...]:
    name, section = option.key, f"sizing_{option.key}"
    peak = largest("workload.peak_tokens_per_second") * row(f"{name}.served")
    replicas = round_down(largest(f"{name}.gpus_owned") / inp(f"{name}_gpus_per_replica")) - inp(
        f"{name}_spare_replicas"
    )
    capacity = (
        total(f"{name}.gpus_owned")
        * inp(f"{name}_output_tokens_per_second_per_gpu")
        * HOURS_PER_MONTH
        * SECONDS_PER_HOUR
    )
    return (
        scalar(
            f"{name}.capacity_multiple",
            section,
            ("購入台数で処理できる業務量", "Volume the machines can carry"),
            maximum(replicas, 0) * row(f"{name}.replica_tokens_per_second") / peak,
            ("計画の最大業務量に対する倍率(予備を除く)", "Of the plan's largest volume, spares left out"),
            TIMES,
            "number",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.utilisation",
            section,
            ("保有GPUの平均稼働率", "Mean utilisation of owned GPUs"),
            total("workload.mtok_out") * row(f"{name}.served") * 1e6 / capacity,
            (
                "計画の出力 ÷ 24時間動かした場合の出力",
                "Output of the plan / output when running around the clock",
            ),
            PERCENT,
            "percent",
            NOT_AVAILABLE,
        ),
    )


def hours_rows() -> tuple[Row, ...]:
    """Write the sum of the weights of the day; a day without any weight is an even one."""
    weights = summed([inp(spec.key) for spec in HOURS])
    return (
        scalar(
            "hours.even",
            "workload",
            ("均等な1日", "Even day"),
            if_(weights > 0, 0, 1),
            ("すべての重みが0なら1", "1 when every weight is 0"),
            FLAG,
            "whole",
        ),
        scalar(
            "hours.total",
            "workload",
            ("時間帯の重みの合計", "Sum of the hourly weights"),
            weights + row("hours.even") * len(HOURS),
            ("重みは合計で割って使う", "Weights are divided by their sum"),
            Text("重み", "weight"),
            "number",
        ),
    )

"""Doing nothing, break-even, and which option the numbers speak for: "do not buy" is one of the answers."""

from language.text import Text
from tco.five_year.options import ALL_OPTIONS, OPTIONS
from tco.five_year.writing import NOT_AVAILABLE, scalar, yearly
from tco.model.expression import Expression, const, equal, if_, inp, row
from tco.model.functions import largest, maximum, minimum, npv, total

RATE = inp("discount_rate")
CODE = Text("案", "option")
OPTION_NAMES = tuple(option.label for option in sorted(ALL_OPTIONS, key=lambda option: option.code))
NPVS = tuple(row(f"{option.key}.npv") for option in OPTIONS)
PRESENT_COSTS = tuple(row(f"{option.key}.tco_pv") for option in OPTIONS)

DO_NOTHING_ROWS = (
    yearly(
        "none.labour",
        "do_nothing",
        ("続く作業の人件費(参考)", "Labour that goes on (for information)"),
        row("workload.tasks") * inp("minutes_per_task_now") / 60 * inp("wage_jpy_per_hour"),
        ("同じ件数を今のやり方で続けた場合", "The same tasks done as today"),
    ),
    yearly(
        "none.cost",
        "do_nothing",
        ("追加費用", "Additional cost"),
        const(0),
        ("比較の基準なので0", "The basis of comparison, hence 0"),
    ),
    yearly(
        "none.cash_flow",
        "do_nothing",
        ("キャッシュフローの差", "Cash flow difference"),
        const(0),
        ("比較の基準なので0", "The basis of comparison, hence 0"),
    ),
    scalar(
        "none.npv",
        "do_nothing",
        ("正味現在価値(NPV)", "Net present value"),
        npv(RATE, "none.cash_flow"),
        ("比較の基準なので0", "The basis of comparison, hence 0"),
    ),
)

BREAK_EVEN_ROWS = (
    scalar(
        "break_even.api_usage_pv",
        "break_even",
        ("API利用料の現在価値", "Present value of API usage"),
        npv(RATE, "api.usage"),
        ("業務量に比例する分", "The part in proportion to volume"),
    ),
    scalar(
        "break_even.volume_multiple",
        "break_even",
        ("オンプレミスがAPIに並ぶ業務量", "Volume at which on-premises equals the API"),
        maximum(
            (row("onprem.tco_pv") - row("api.tco_pv") + row("break_even.api_usage_pv"))
            / row("break_even.api_usage_pv"),
            0,
        ),
        (
            "計画に対する倍率。購入台数の能力を超える場合はさらに大きい",
            "As a multiple of the plan; larger still where it exceeds what the servers can carry",
        ),
        Text("倍", "times"),
        "number",
        NOT_AVAILABLE,
    ),
    scalar(
        "break_even.requests_per_year",
        "break_even",
        ("同、年間質問回数", "The same as requests a year"),
        row("break_even.volume_multiple") * total("workload.requests") / largest("year.index"),
        ("倍率 × 計画の年平均", "Multiple x mean of the plan"),
        Text("回/年", "requests a year"),
        "number",
        NOT_AVAILABLE,
    ),
)

POLICY_ROWS = tuple(
    scalar(
        f"{option.key}.allowed",
        "decision",
        (f"{option.label.ja}の可否", f"{option.label.en}: allowed"),
        if_(inp("data_policy") >= option.least_policy, 1, 0),
        ("社外へのデータ送信の方針による", "By the policy on sending data outside"),
        Text("0/1", "0/1"),
        "whole",
    )
    for option in OPTIONS
)

SCORE_ROWS = tuple(
    scalar(
        f"{option.key}.score",
        "decision",
        (f"{option.label.ja}の比較値", f"{option.label.en}: score"),
        if_(row(f"{option.key}.allowed") > 0, row(f"{option.key}.npv"), row("decision.floor")),
        ("方針に合わない案は最下位にする", "Options against the policy come last"),
    )
    for option in OPTIONS
)

PRICE_ROWS = tuple(
    scalar(
        f"{option.key}.ranked_cost",
        "decision",
        (f"{option.label.ja}の費用比較値", f"{option.label.en}: ranked cost"),
        if_(row(f"{option.key}.allowed") > 0, row(f"{option.key}.tco_pv"), row("decision.ceiling")),
        ("方針に合わない案は最下位にする", "Options against the policy come last"),
    )
    for option in OPTIONS
)


def _code_of(suffix: str, wanted: str) -> Expression:
    """Return the code of the first option whose row equals the wanted row."""
    first, second, third = OPTIONS
    return if_(
        equal(row(f"{first.key}.{suffix}"), row(wanted)),
        first.code,
        if_(equal(row(f"{second.key}.{suffix}"), row(wanted)), second.code, third.code),
    )


DECISION_ROWS = (
    *POLICY_ROWS,
    scalar(
        "decision.floor",
        "decision",
        ("不適合案の比較値", "Score of an option against the policy"),
        minimum(*NPVS, 0) - 1,
        ("どの案のNPVよりも低い", "Below every NPV"),
    ),
    *SCORE_ROWS,
    scalar(
        "decision.best_npv",
        "decision",
        ("最も高いNPV", "Highest NPV"),
        maximum(*(row(f"{option.key}.score") for option in OPTIONS)),
        ("方針に合う案の中で", "Among the options the policy allows"),
    ),
    scalar(
        "decision.best",
        "decision",
        ("NPVが最も高い案", "Option with the highest NPV"),
        _code_of("score", "decision.best_npv"),
        ("方針に合う案の中で", "Among the options the policy allows"),
        CODE,
        "choice",
        None,
        OPTION_NAMES,
    ),
    scalar(
        "decision.recommended",
        "decision",
        ("推奨する案", "Recommended option"),
        if_(row("decision.best_npv") > 0, row("decision.best"), 0),
        ("NPVが0以下なら「何もしない」", "“Do nothing” when no NPV is above zero"),
        CODE,
        "choice",
        None,
        OPTION_NAMES,
    ),
    scalar(
        "decision.ceiling",
        "decision",
        ("不適合案の費用比較値", "Ranked cost of an option against the policy"),
        maximum(*PRESENT_COSTS) + 1,
        ("どの案の費用よりも高い", "Above every cost"),
    ),
    *PRICE_ROWS,
    scalar(
        "decision.lowest_cost",
        "decision",
        ("最も低いTCO(現在価値)", "Lowest TCO (present value)"),
        minimum(*(row(f"{option.key}.ranked_cost") for option in OPTIONS)),
        ("方針に合う案の中で", "Among the options the policy allows"),
    ),
    scalar(
        "decision.cheapest",
        "decision",
        ("最も安い案", "Cheapest option"),
        _code_of("ranked_cost", "decision.lowest_cost"),
        ("何もしない場合を除く", "Doing nothing left aside"),
        CODE,
        "choice",
        None,
        OPTION_NAMES,
    ),
    scalar(
        "decision.policy_cost",
        "decision",
        ("方針のために失うNPV", "NPV given up by the policy"),
        maximum(*NPVS, 0) - maximum(row("decision.best_npv"), 0),
        ("制限がない場合の最良案との差", "Difference from the best option without the restriction"),
    ),
)

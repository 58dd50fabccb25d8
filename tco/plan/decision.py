"""Doing nothing, break-even, and which option the numbers speak for: "do not buy" is one of the answers."""

from language.text import Text
from tco.model.expression import Expression, const, equal, if_, inp, row, undefined
from tco.model.functions import largest, maximum, minimum, present_value, total, total_where
from tco.model.rows import Row
from tco.plan.shape import MONTHS_PER_YEAR, Kind, Option, PlanShape
from tco.plan.timeline import DISCOUNT
from tco.plan.writing import NOT_AVAILABLE, TIMES, monthly, scalar, summed, yearly

CODE = Text("案", "option")


def do_nothing_rows(shape: PlanShape) -> tuple[Row, ...]:
    """Write the basis of comparison; the labour that goes on is for information."""
    return (
        monthly(
            "none.labour",
            "do_nothing",
            ("続く作業の人件費(参考、合計)", "Labour that goes on (for information), total"),
            summed([row(f"{use.key}.labour_now") for use in shape.uses]),
            ("同じ件数を今のやり方で続けた場合", "The same tasks done as today"),
        ),
        yearly(
            "none.labour.fy",
            "do_nothing",
            ("続く作業の人件費(参考、年度)", "Labour that goes on (for information), year"),
            total_where("none.labour", "month.fiscal_year", row("year.index")),
            ("月の合計", "Sum of the months"),
        ),
        monthly(
            "none.cost",
            "do_nothing",
            ("追加費用", "Additional cost"),
            const(0) * row("month.index"),
            ("比較の基準なので0", "The basis of comparison, hence 0"),
        ),
        monthly(
            "none.cash_flow",
            "do_nothing",
            ("キャッシュフローの差", "Cash flow difference"),
            const(0) * row("month.index"),
            ("比較の基準なので0", "The basis of comparison, hence 0"),
        ),
        yearly(
            "none.cash_flow.fy",
            "do_nothing",
            ("キャッシュフローの差(年度)", "Cash flow difference, year"),
            total_where("none.cash_flow", "month.fiscal_year", row("year.index")),
            ("月の合計", "Sum of the months"),
        ),
        scalar(
            "none.npv",
            "do_nothing",
            ("正味現在価値(NPV)", "Net present value"),
            present_value("none.cash_flow", DISCOUNT),
            ("比較の基準なので0", "The basis of comparison, hence 0"),
        ),
    )


def break_even_rows(shape: PlanShape) -> tuple[Row, ...]:
    """Write, for every pair of an API and machines, the volume at which both cost the same."""
    apis = [option for option in shape.options if option.kind in (Kind.API, Kind.DOMESTIC)]
    others = [option for option in shape.options if option.is_sized and option.kind is not Kind.HYBRID]
    return (
        *(found for api in apis if others for found in _usage_rows(api)),
        *(found for api in apis for other in others for found in _volume(api, other)),
    )


def break_even_key(api: Option, other: Option) -> str:
    """Return the key of the volume multiple of a pair."""
    return f"break_even.{api.key}_{other.key}"


def _usage_rows(api: Option) -> tuple[Row, Row, Row]:
    """Write what usage is worth today, its metered part, and from which multiple no month falls to the minimum."""
    name, metered = api.key, row(f"{api.key}.metered")
    return (
        scalar(
            f"break_even.{name}_usage_pv",
            "break_even",
            (f"利用料の現在価値({api.label.ja})", f"Present value of usage ({api.label.en})"),
            present_value(f"{name}.usage", DISCOUNT),
            ("最低利用料を含む", "The minimum included"),
        ),
        scalar(
            f"break_even.{name}_metered_pv",
            "break_even",
            (f"従量分の現在価値({api.label.ja})", f"Present value of metered usage ({api.label.en})"),
            present_value(f"{name}.metered", DISCOUNT) * row("cost.tax_factor"),
            ("業務量に比例する分", "The part in proportion to volume"),
        ),
        monthly(
            f"break_even.{name}_floor",
            "break_even",
            (
                f"最低利用料を超える業務量({api.label.ja})",
                f"Volume that exceeds the minimum ({api.label.en})",
            ),
            if_(metered > 0, inp(f"{name}_minimum_jpy_per_month") / metered, 0),
            ("最低利用料 ÷ 従量の利用料", "Minimum / metered usage"),
            TIMES,
            "number",
        ),
    )


def _volume(api: Option, other: Option) -> tuple[Row, Row]:
    key = break_even_key(api, other)
    usage, metered = (row(f"break_even.{api.key}_{part}_pv") for part in ("usage", "metered"))
    gap = row(f"{other.key}.tco_pv") - row(f"{api.key}.tco_pv") + usage
    above_minimum = gap >= largest(f"break_even.{api.key}_floor") * metered
    ja, en = f"{other.label.ja}と{api.label.ja}", f"{other.label.en} and {api.label.en}"
    return (
        scalar(
            key,
            "break_even",
            (f"費用が並ぶ業務量({ja})", f"Volume of equal cost ({en})"),
            if_(gap > 0, if_(above_minimum, gap / metered, undefined()), if_(metered > 0, 0, undefined())),
            (
                "計画に対する倍率。台数を超える業務量ではさらに大きい。最低利用料の範囲では求めない",
                "As a multiple of the plan; larger still beyond what the machines carry; none within the minimum",
            ),
            TIMES,
            "number",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{key}_requests",
            "break_even",
            (f"同、年間質問回数({ja})", f"The same as requests a year ({en})"),
            row(key) * total("workload.requests") / row("month.last") * MONTHS_PER_YEAR,
            ("倍率 × 計画の年平均", "Multiple x mean of the plan"),
            Text("回/年", "requests a year"),
            "number",
            NOT_AVAILABLE,
        ),
    )


def decision_rows(shape: PlanShape) -> tuple[Row, ...]:
    """Write what the policy allows, the best, the cheapest and the recommended option."""
    options = shape.options
    names = tuple(option.label for option in sorted(shape.all_options, key=lambda option: option.code))
    npvs = [row(f"{option.key}.npv") for option in options]
    costs = [row(f"{option.key}.tco_pv") for option in options]
    return (
        *(_allowed(option) for option in options),
        scalar(
            "decision.floor",
            "decision",
            ("不適合案の比較値", "Score of an option against the policy"),
            minimum(*npvs, 0) * 2 - 1,
            ("どの案のNPVよりも低い", "Below every NPV"),
        ),
        *(_ranked(option, "score", "npv", "floor", ("比較値", "score")) for option in options),
        scalar(
            "decision.best_npv",
            "decision",
            ("最も高いNPV", "Highest NPV"),
            maximum(*(row(f"{option.key}.score") for option in options)),
            ("方針に合う案の中で", "Among the options the policy allows"),
        ),
        _named(
            "best",
            ("NPVが最も高い案", "Option with the highest NPV"),
            _code_of(options, "score", "decision.best_npv"),
            ("方針に合う案の中で", "Among the options the policy allows"),
            names,
        ),
        _named(
            "recommended",
            ("推奨する案", "Recommended option"),
            if_(row("decision.best_npv") > 0, row("decision.best"), 0),
            ("NPVが0以下なら「何もしない」", "“Do nothing” when no NPV is above zero"),
            names,
        ),
        scalar(
            "decision.ceiling",
            "decision",
            ("不適合案の費用比較値", "Ranked cost of an option against the policy"),
            maximum(*costs, 0) * 2 + 1,
            ("どの案の費用よりも高い", "Above every cost"),
        ),
        *(
            _ranked(option, "ranked_cost", "tco_pv", "ceiling", ("費用比較値", "ranked cost"))
            for option in options
        ),
        scalar(
            "decision.lowest_cost",
            "decision",
            ("最も低いTCO(現在価値)", "Lowest TCO (present value)"),
            minimum(*(row(f"{option.key}.ranked_cost") for option in options)),
            ("方針に合う案の中で", "Among the options the policy allows"),
        ),
        _named(
            "cheapest",
            ("最も安い案", "Cheapest option"),
            if_(
                row("decision.lowest_cost") < row("decision.ceiling"),
                _code_of(options, "ranked_cost", "decision.lowest_cost"),
                0,
            ),
            ("方針に合う案がなければ「何もしない」", "“Do nothing” when the policy allows no option"),
            names,
        ),
        scalar(
            "decision.policy_cost",
            "decision",
            ("方針のために失うNPV", "NPV given up by the policy"),
            maximum(*npvs, 0) - maximum(row("decision.best_npv"), 0),
            ("制限がない場合の最良案との差", "Difference from the best option without the restriction"),
        ),
    )


def _allowed(option: Option) -> Row:
    return scalar(
        f"{option.key}.allowed",
        "decision",
        (f"{option.label.ja}の可否", f"{option.label.en}: allowed"),
        if_(inp("data_policy") >= option.least_policy, 1, 0),
        ("社外へのデータ送信の方針による", "By the policy on sending data outside"),
        Text("0/1", "0/1"),
        "whole",
    )


def _ranked(option: Option, suffix: str, of: str, otherwise: str, label: tuple[str, str]) -> Row:
    return scalar(
        f"{option.key}.{suffix}",
        "decision",
        (f"{option.label.ja}の{label[0]}", f"{option.label.en}: {label[1]}"),
        if_(row(f"{option.key}.allowed") > 0, row(f"{option.key}.{of}"), row(f"decision.{otherwise}")),
        ("方針に合わない案は最下位にする", "Options against the policy come last"),
    )


def _named(
    key: str, label: tuple[str, str], expression: Expression, note: tuple[str, str], names: tuple[Text, ...]
) -> Row:
    return scalar(f"decision.{key}", "decision", label, expression, note, CODE, "choice", None, names)


def _code_of(options: tuple[Option, ...], suffix: str, wanted: str) -> Expression:
    """Return the code of the first option whose row equals the wanted row."""
    code: Expression = const(options[-1].code)
    for option in reversed(options[:-1]):
        code = if_(equal(row(f"{option.key}.{suffix}"), row(wanted)), option.code, code)
    return code

"""What the work saved is worth under an option: hours, capacity in yen, and cash, each a row of its own."""

from tco.model.expression import Expression, const, if_, inp, row
from tco.model.functions import maximum, present_value, total
from tco.model.rows import Row
from tco.plan.shape import Kind, Option
from tco.plan.timeline import OPERATING
from tco.plan.workload import HOURS, MONTHS_PER_YEAR
from tco.plan.writing import PERCENT, monthly, scalar


def served_row(option: Option) -> Row:
    """Write which share of the requests an option may serve at all."""
    return scalar(
        f"{option.key}.served",
        f"benefit_{option.key}",
        ("処理できる割合", "Share it can serve"),
        _served(option),
        (
            "社外に出せない質問は社外のサービスで処理できない",
            "What must stay inside cannot be served outside",
        ),
        PERCENT,
        "percent",
    )


def _served(option: Option) -> Expression:
    if option.leaves_company:
        return const(1) - inp("confidential_share")
    if option.kind is not Kind.HYBRID:
        return const(1)
    tokens = total("workload.mtok_out")
    unserved = present_value(f"{option.key}.unserved_share", "workload.mtok_out")  # a sum of products
    return if_(tokens > 0, const(1) - unserved / tokens, 1)


def benefit_rows(option: Option) -> tuple[Row, ...]:
    """Write hours, capacity and cash of an option."""
    name, section = option.key, f"benefit_{option.key}"
    capacity = row(f"{name}.capacity")
    return (
        served_row(option),
        monthly(
            f"{name}.hours",
            section,
            ("短縮時間(純)", "Hours saved, net"),
            (row("benefit.hours_saved") * inp(f"{name}_usable_factor") - row("benefit.hours_reviewing"))
            * row(f"{name}.served"),
            (
                "総短縮時間 × 正答の倍率 − 確認時間。負なら仕事が増える",
                "Gross x factor - review; negative: more work",
            ),
            HOURS,
            "number",
        ),
        monthly(
            f"{name}.capacity",
            section,
            ("余力の金額換算", "Capacity in yen"),
            row(f"{name}.hours") * inp("wage_jpy_per_hour"),
            ("空いた時間の価値。現金ではない", "The value of freed time; it is not cash"),
        ),
        monthly(
            f"{name}.redeployable",
            section,
            ("現金になり得る余力", "Capacity that may become cash"),
            maximum(capacity, 0),
            ("余力が負の月は0", "0 in months with negative capacity"),
        ),
        monthly(
            f"{name}.cash_from_time",
            section,
            ("短縮時間の現金効果", "Cash from freed time"),
            if_(capacity > 0, row(f"{name}.redeployable") * inp("redeployment_rate"), capacity),
            (
                "余力 × 実現率。増えた仕事は全額を費用とみる",
                "Capacity x redeployment rate; extra work in full",
            ),
        ),
        monthly(
            f"{name}.other_cash",
            section,
            ("その他の現金効果", "Other cash benefit"),
            OPERATING
            * inp("other_cash_jpy_per_year")
            / MONTHS_PER_YEAR
            * row("workload.adoption")
            * row(f"{name}.served"),
            ("利用率に比例", "In proportion to adoption"),
        ),
        monthly(
            f"{name}.cash_benefit",
            section,
            ("現金効果", "Cash benefit"),
            row(f"{name}.cash_from_time") + row(f"{name}.other_cash"),
            ("投資評価に使う効果", "The benefit used in the appraisal"),
        ),
    )

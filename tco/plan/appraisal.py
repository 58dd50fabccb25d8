"""After-tax cash flows of each option against doing nothing, and their worth; outflows are negative."""

from language.text import Text
from tco.model.expression import at, const, equal, if_, inp, pick, previous, row, undefined
from tco.model.functions import (
    both,
    irr,
    largest,
    maximum,
    mirr,
    present_value,
    running_total,
    total,
    total_where,
)
from tco.model.rows import Row
from tco.plan.assets import asset_rows
from tco.plan.shape import MONTHS_PER_YEAR, Option, PlanShape
from tco.plan.timeline import DISCOUNT, FINAL, INDEX
from tco.plan.writing import NOT_AVAILABLE, NOT_PAID_BACK, PERCENT, YEARS, monthly, scalar, yearly

RATE = inp("discount_rate")
COUNT = Text("回", "times")


def appraisal_rows(option: Option, shape: PlanShape) -> tuple[Row, ...]:
    """Write all appraisal rows of an option."""
    return (
        *asset_rows(option),
        *_tax_rows(option),
        *_cash_flow_rows(option),
        *_sign_rows(option),
        *_payback_mark_rows(option),
        *_worth_rows(option, shape),
        *_redeployment_rows(option),
        *_unit_cost_rows(option),
        *_by_year_rows(option),
    )


def _tax_rows(option: Option) -> tuple[Row, ...]:
    name, section = option.key, f"appraisal_{option.key}"
    expensed = row(f"{name}.cost") - row(f"{name}.capitalised")
    pool_before = previous(f"{name}.loss_pool", 0)
    by_year = row(f"{name}.taxable_year")
    carried = row("month.fiscal_end") * pick(f"{name}.taxed_year", row("month.fiscal_year")) * inp("tax_rate")
    return (
        monthly(
            f"{name}.taxable",
            section,
            ("課税所得への影響", "Effect on taxable income"),
            row(f"{name}.cash_benefit")
            - expensed
            - row(f"{name}.depreciation")
            + row(f"{name}.disposal")
            - FINAL * row(f"{name}.book_value_end"),
            ("現金効果 − 費用 − 償却 + 売却損益", "Cash benefit - expenses - depreciation + gain on sale"),
        ),
        yearly(
            f"{name}.taxable_year",
            section,
            ("課税所得への影響(年度)", "Effect on taxable income, year"),
            total_where(f"{name}.taxable", "month.fiscal_year", row("year.index")),
            ("月の合計", "Sum of the months"),
        ),
        yearly(
            f"{name}.loss_pool",
            section,
            ("繰り越す赤字", "Losses carried forward"),
            maximum(pool_before - by_year, 0),
            ("期限と控除限度は省略", "Time limits and caps are left out"),
        ),
        yearly(
            f"{name}.taxed_year",
            section,
            ("課税される所得", "Income taxed"),
            maximum(by_year - pool_before, 0),
            ("繰り越した赤字を引いた残り", "What is left after losses carried forward"),
        ),
        monthly(
            f"{name}.tax",
            section,
            ("税金", "Tax"),
            if_(equal(inp("loss_relief"), 1), carried, row(f"{name}.taxable") * inp("tax_rate")),
            ("負なら他の利益の税が減る", "Negative: less tax on other profit"),
        ),
    )


def _cash_flow_rows(option: Option) -> tuple[Row, ...]:
    name, section = option.key, f"appraisal_{option.key}"
    flow = row(f"{name}.cash_flow")
    of_year = row(f"{name}.cumulative") - pick(f"{name}.cumulative", INDEX - MONTHS_PER_YEAR)
    return (
        monthly(
            f"{name}.cash_flow",
            section,
            ("税引後キャッシュフロー", "After-tax cash flow"),
            row(f"{name}.cash_benefit") - row(f"{name}.cost") + row(f"{name}.disposal") - row(f"{name}.tax"),
            ("何もしない場合との差", "Difference from doing nothing"),
        ),
        monthly(
            f"{name}.cumulative",
            section,
            ("累積キャッシュフロー", "Cumulative cash flow"),
            running_total(f"{name}.cash_flow"),
            ("月末の累計", "Sum to the end of the month"),
        ),
        monthly(
            f"{name}.timed_flow",
            section,
            ("割引の時点に集めた流れ", "Flow at the moment of discounting"),
            if_(
                equal(inp("cash_timing"), 1),
                if_(
                    INDEX > 0,
                    if_(equal(row("month.year") * MONTHS_PER_YEAR, INDEX), of_year, 0),
                    flow,
                ),
                flow,
            ),
            ("年末とした場合は1年分を年末に置く", "With year ends, the flows of a year stand at its end"),
        ),
        monthly(
            f"{name}.discounted",
            section,
            ("割引後キャッシュフロー", "Discounted cash flow"),
            flow * row(DISCOUNT),
            ("開始時点の価値", "At the value of the start"),
        ),
        monthly(
            f"{name}.discounted_cumulative",
            section,
            ("割引後の累積", "Cumulative, discounted"),
            running_total(f"{name}.discounted"),
            ("最後の値が正味現在価値", "Its last value is the net present value"),
        ),
    )


def _sign_rows(option: Option) -> tuple[Row, ...]:
    """Count sign changes of the cumulative flow: with one of them, exactly one rate above zero exists (Norstrøm)."""
    name, section = option.key, f"appraisal_{option.key}"
    flow, before = row(f"{name}.cumulative"), previous(f"{name}.sign")
    return (
        monthly(
            f"{name}.sign",
            section,
            ("累積の符号", "Sign of the cumulative flow"),
            if_(flow > 0, 1, if_(flow < 0, -1, before)),
            ("1は黒字、-1は赤字", "1 above zero, -1 below"),
            Text("符号", "sign"),
            "whole",
        ),
        monthly(
            f"{name}.sign_change",
            section,
            ("符号の変化", "Sign change"),
            if_(before * row(f"{name}.sign") < 0, 1, 0),
            ("前月と符号が違えば1", "1 when it differs from before"),
            COUNT,
            "whole",
        ),
    )


def _payback_mark_rows(option: Option) -> tuple[Row, ...]:
    """Mark the moment inside a month at which the cumulative flow turns non-negative."""
    return (
        _mark(option, "payback_mark", "cumulative", "cash_flow", ("回収時点", "Payback mark")),
        _mark(
            option,
            "discounted_mark",
            "discounted_cumulative",
            "discounted",
            ("割引回収時点", "Payback mark, discounted"),
        ),
    )


def _mark(option: Option, mark: str, cumulative: str, flow: str, label: tuple[str, str]) -> Row:
    name = option.key
    before, now = previous(f"{name}.{cumulative}"), row(f"{name}.{cumulative}")
    share = -before / row(f"{name}.{flow}")
    return monthly(
        f"{name}.{mark}",
        f"appraisal_{name}",
        label,
        if_(both(before < 0, now >= 0), (INDEX - 1 + share) / MONTHS_PER_YEAR, 0),
        ("累積が負から0以上になる月の中を比例配分", "Interpolated inside the month in which it happens"),
        YEARS,
        "years",
    )


def _worth_rows(option: Option, shape: PlanShape) -> tuple[Row, ...]:
    name, section = option.key, f"appraisal_{option.key}"
    flow = f"{name}.timed_flow"
    unique = both(equal(total(f"{name}.sign_change"), 1), at(flow, 0) < 0, total(flow) > 0)
    return (
        scalar(
            f"{name}.npv",
            section,
            ("正味現在価値(NPV)", "Net present value"),
            present_value(f"{name}.cash_flow", DISCOUNT),
            ("税引後、何もしない場合との差", "After tax, against doing nothing"),
        ),
        scalar(
            f"{name}.irr",
            section,
            ("内部収益率(IRR)", "Internal rate of return"),
            if_(unique, irr(flow), undefined()),
            (
                "累積の符号の変化が1回で、投資が戻る場合だけ",
                "Only when the cumulative flow turns once and the money comes back",
            ),
            PERCENT,
            "percent",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.mirr",
            section,
            ("修正内部収益率(MIRR)", "Modified rate of return"),
            mirr(flow, RATE, RATE),
            ("調達と再投資は割引率", "Finance and reinvestment at the discount rate"),
            PERCENT,
            "percent",
            NOT_AVAILABLE,
        ),
        _payback(option, "payback", "payback_mark", "cumulative", ("回収期間", "Payback"), shape),
        _payback(
            option,
            "discounted_payback",
            "discounted_mark",
            "discounted_cumulative",
            ("割引回収期間", "Payback, discounted"),
            shape,
        ),
        scalar(
            f"{name}.roi",
            section,
            ("投資利益率(ROI)", "Return on investment"),
            (total(f"{name}.cash_benefit") - row(f"{name}.tco")) / row(f"{name}.tco"),
            ("(現金効果 − TCO) ÷ TCO、税引前", "(Cash benefit - TCO) / TCO, before tax"),
            PERCENT,
            "percent",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.annual_cost",
            section,
            ("年当たり等価費用(EAC)", "Equivalent annual cost"),
            row(f"{name}.tco_pv")
            * RATE
            / (const(1) - (const(1) + RATE) ** -(row("month.last") / MONTHS_PER_YEAR)),
            ("TCOの現在価値を各年に均した額", "Present value of TCO spread evenly over the years"),
        ),
    )


def _payback(
    option: Option, key: str, mark: str, cumulative: str, label: tuple[str, str], shape: PlanShape
) -> Row:
    name = option.key
    ends = at(f"{name}.{cumulative}", shape.months[-1])
    return scalar(
        f"{name}.{key}",
        f"appraisal_{name}",
        label,
        if_(ends >= 0, largest(f"{name}.{mark}"), undefined()),
        ("累積がその後も0以上を保つ時点", "When the cumulative flow is back for good"),
        YEARS,
        "years",
        NOT_PAID_BACK,
    )


def _redeployment_rows(option: Option) -> tuple[Row, ...]:
    """Write the redeployment rate at which NPV is zero: NPV is linear in that rate."""
    name, section = option.key, f"appraisal_{option.key}"
    needed = row(f"{name}.redeployment_needed")
    return (
        scalar(
            f"{name}.redeployable_pv",
            section,
            ("余力をすべて現金にした場合の現在価値", "Present value of all capacity as cash"),
            present_value(f"{name}.redeployable", DISCOUNT) * (const(1) - inp("tax_rate")),
            ("税引後", "After tax"),
        ),
        scalar(
            f"{name}.redeployment_needed",
            section,
            ("損益分岐の実現率(制限前)", "Break-even rate, unlimited"),
            inp("redeployment_rate") - row(f"{name}.npv") / row(f"{name}.redeployable_pv"),
            ("実現率 − NPV ÷ 実現率100%の効果の現在価値", "Rate - NPV / present value of a rate of 100 %"),
            PERCENT,
            "percent",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.breakeven_redeployment",
            section,
            ("損益分岐の実現率", "Break-even redeployment rate"),
            if_(needed <= 1, maximum(needed, 0), undefined()),
            (
                "NPVが0になる実現率(赤字を繰り越す場合は目安)",
                "NPV is zero there; a guide when losses are carried",
            ),
            PERCENT,
            "percent",
            Text("100%でも届かない", "Not even at 100%"),
        ),
    )


def _unit_cost_rows(option: Option) -> tuple[Row, ...]:
    """Write TCO (before tax) and what one request, one usable answer and a million tokens cost."""
    name, section = option.key, f"appraisal_{option.key}"
    tco, served = row(f"{name}.tco"), row(f"{name}.served")
    mtok = (total("workload.mtok_in") + total("workload.mtok_out")) * served
    accepted = total("benefit.accepted") * inp(f"{name}_usable_factor") * served
    return (
        scalar(
            f"{name}.tco",
            section,
            ("TCO", "TCO"),
            total(f"{name}.cost") - total(f"{name}.disposal"),
            ("計画期間の合計、税引前、名目額", "Whole plan, before tax, nominal"),
        ),
        scalar(
            f"{name}.tco_pv",
            section,
            ("TCOの現在価値", "Present value of TCO"),
            present_value(f"{name}.cost", DISCOUNT) - present_value(f"{name}.disposal", DISCOUNT),
            ("税引前", "Before tax"),
        ),
        scalar(
            f"{name}.cost_per_request",
            section,
            ("1回当たり費用", "Cost per request"),
            tco / (total("workload.requests") * served),
            ("TCO ÷ 処理できる質問回数", "TCO / requests it can serve"),
            Text("円/回", "JPY per request"),
            "number",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.cost_per_accepted",
            section,
            ("使える回答1件当たり費用", "Cost per usable answer"),
            tco / accepted,
            ("TCO ÷ 使える回答", "TCO / usable answers"),
            Text("円/件", "JPY each"),
            "number",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.cost_per_mtok",
            section,
            ("100万トークン当たり費用", "Cost per 1M tokens"),
            tco / mtok,
            ("TCO ÷ 入出力トークン", "TCO / input and output tokens"),
            Text("円/100万トークン", "JPY per 1M tokens"),
            "number",
            NOT_AVAILABLE,
        ),
    )


def _by_year_rows(option: Option) -> tuple[Row, ...]:
    name, section = option.key, f"yearly_{option.key}"
    words = (
        ("hours", ("短縮時間(純)", "Hours saved, net"), Text("時間/年", "hours a year"), "number"),
        ("capacity", ("余力の金額換算", "Capacity in yen"), Text("円", "JPY"), "jpy"),
        ("cash_benefit", ("現金効果", "Cash benefit"), Text("円", "JPY"), "jpy"),
        ("depreciation", ("減価償却費", "Depreciation"), Text("円", "JPY"), "jpy"),
        ("tax", ("税金", "Tax"), Text("円", "JPY"), "jpy"),
        ("cash_flow", ("税引後キャッシュフロー", "After-tax cash flow"), Text("円", "JPY"), "jpy"),
    )
    sums = tuple(
        yearly(
            f"{name}.{key}.fy",
            section,
            label,
            total_where(f"{name}.{key}", "month.fiscal_year", row("year.index")),
            ("月の合計", "Sum of the months"),
            unit,
            "number" if style == "number" else "jpy",
        )
        for key, label, unit, style in words
    )
    return (
        *sums,
        yearly(
            f"{name}.cumulative.fy",
            section,
            ("累積キャッシュフロー(年度末)", "Cumulative cash flow, year end"),
            pick(f"{name}.cumulative", row("year.last_month")),
            ("年度の最後の月の値", "The value of the year's last month"),
        ),
    )

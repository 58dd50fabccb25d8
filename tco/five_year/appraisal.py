"""After-tax cash flows of each option against doing nothing, and their worth; outflows are negative."""

from language.text import Text
from tco.five_year.inputs import OPERATING_YEARS
from tco.five_year.options import Option
from tco.five_year.writing import NOT_AVAILABLE, NOT_PAID_BACK, PERCENT, YEARS, scalar, yearly
from tco.model.expression import at, const, equal, if_, inp, previous, row, undefined
from tco.model.functions import both, irr, largest, maximum, mirr, npv, total
from tco.model.rows import Row

RATE = inp("discount_rate")
INDEX, FINAL = row("year.index"), row("year.final")
COUNT = Text("回", "times")


def appraisal_rows(option: Option) -> tuple[Row, ...]:
    """Write all appraisal rows of an option."""
    return (
        *asset_rows(option),
        *cash_flow_rows(option),
        *sign_rows(option),
        *payback_mark_rows(option),
        *worth_rows(option),
        *redeployment_rows(option),
        *unit_cost_rows(option),
    )


def asset_rows(option: Option) -> tuple[Row, ...]:
    """Write what is capitalised, written off and sold."""
    name, section = option.key, f"appraisal_{option.key}"
    software = row(f"{name}.build") * inp("build_capitalised_share")
    capitalised = software
    proceeds = const(0)
    if option.has_hardware:
        capitalised = row(f"{name}.hardware") + row(f"{name}.installation") + software
        proceeds = FINAL * at(f"{name}.hardware", 0) * inp("residual_share")
    life = inp("depreciation_years")
    return (
        yearly(
            f"{name}.capitalised",
            section,
            ("資産計上額", "Capitalised"),
            capitalised,
            ("費用のうち資産にする分", "Part of the cost booked as an asset"),
        ),
        yearly(
            f"{name}.depreciation",
            section,
            ("減価償却費", "Depreciation"),
            if_(both(INDEX >= 1, life >= INDEX), at(f"{name}.capitalised", 0) / life, 0),
            ("定額法。備忘価額1円は省略", "Straight line; the memorandum yen is left out"),
        ),
        scalar(
            f"{name}.book_value_end",
            section,
            ("最終年の未償却残高", "Book value at the end"),
            maximum(total(f"{name}.capitalised") - total(f"{name}.depreciation"), 0),
            ("最終年に損失とする", "Written off in the final year"),
        ),
        yearly(
            f"{name}.disposal",
            section,
            ("売却収入", "Sale of assets"),
            proceeds,
            ("最終年の残存価値", "Residual value in the final year"),
        ),
    )


def cash_flow_rows(option: Option) -> tuple[Row, ...]:
    """Write taxable profit, tax and the after-tax cash flow."""
    name, section = option.key, f"appraisal_{option.key}"
    expensed = row(f"{name}.cost") - row(f"{name}.capitalised")
    return (
        yearly(
            f"{name}.taxable",
            section,
            ("課税所得への影響", "Effect on taxable income"),
            row("benefit.cash")
            - expensed
            - row(f"{name}.depreciation")
            + row(f"{name}.disposal")
            - FINAL * row(f"{name}.book_value_end"),
            ("現金効果 − 費用 − 償却 + 売却損益", "Cash benefit - expenses - depreciation + gain on sale"),
        ),
        yearly(
            f"{name}.tax",
            section,
            ("税金", "Tax"),
            row(f"{name}.taxable") * inp("tax_rate"),
            ("負なら他の利益の税が減る", "Negative: less tax on other profit"),
        ),
        yearly(
            f"{name}.cash_flow",
            section,
            ("税引後キャッシュフロー", "After-tax cash flow"),
            row("benefit.cash") - row(f"{name}.cost") + row(f"{name}.disposal") - row(f"{name}.tax"),
            ("何もしない場合との差", "Difference from doing nothing"),
        ),
        yearly(
            f"{name}.cumulative",
            section,
            ("累積キャッシュフロー", "Cumulative cash flow"),
            previous(f"{name}.cumulative") + row(f"{name}.cash_flow"),
            ("年度末の累計", "Sum to the end of the year"),
        ),
        yearly(
            f"{name}.discounted",
            section,
            ("割引後キャッシュフロー", "Discounted cash flow"),
            row(f"{name}.cash_flow") / (const(1) + RATE) ** INDEX,
            ("導入年の価値", "At initial-year value"),
        ),
        yearly(
            f"{name}.discounted_cumulative",
            section,
            ("割引後の累積", "Cumulative, discounted"),
            previous(f"{name}.discounted_cumulative") + row(f"{name}.discounted"),
            ("最終年の値が正味現在価値", "Its last value is the net present value"),
        ),
    )


def sign_rows(option: Option) -> tuple[Row, ...]:
    """Count sign changes: an internal rate of return is unique only when there is exactly one."""
    name, section = option.key, f"appraisal_{option.key}"
    flow, before = row(f"{name}.cash_flow"), previous(f"{name}.sign")
    return (
        yearly(
            f"{name}.sign",
            section,
            ("直近の符号", "Latest sign"),
            if_(flow > 0, 1, if_(flow < 0, -1, before)),
            ("1は入金、-1は出金", "1 in, -1 out"),
            Text("符号", "sign"),
            "whole",
        ),
        yearly(
            f"{name}.sign_change",
            section,
            ("符号の変化", "Sign change"),
            if_(before * row(f"{name}.sign") < 0, 1, 0),
            ("前年と符号が違えば1", "1 when it differs from before"),
            COUNT,
            "whole",
        ),
    )


def payback_mark_rows(option: Option) -> tuple[Row, ...]:
    """Mark the moment inside a year at which the cumulative flow turns non-negative."""
    return tuple(
        _mark(option, mark, cumulative, flow, label)
        for mark, cumulative, flow, label in (
            ("payback_mark", "cumulative", "cash_flow", ("回収時点", "Payback mark")),
            (
                "discounted_mark",
                "discounted_cumulative",
                "discounted",
                ("割引回収時点", "Payback mark, discounted"),
            ),
        )
    )


def _mark(option: Option, mark: str, cumulative: str, flow: str, label: tuple[str, str]) -> Row:
    name = option.key
    before, now = previous(f"{name}.{cumulative}"), row(f"{name}.{cumulative}")
    share = -before / row(f"{name}.{flow}")
    return yearly(
        f"{name}.{mark}",
        f"appraisal_{name}",
        label,
        if_(both(before < 0, now >= 0), INDEX - 1 + share, 0),
        ("累積が負から0以上になる年の中を比例配分", "Interpolated inside the year in which it happens"),
        YEARS,
        "years",
    )


def worth_rows(option: Option) -> tuple[Row, ...]:
    """Write NPV, rates of return and paybacks."""
    name, section = option.key, f"appraisal_{option.key}"
    flow = f"{name}.cash_flow"
    unique = both(equal(total(f"{name}.sign_change"), 1), at(flow, 0) < 0, total(flow) > 0)
    return (
        scalar(
            f"{name}.npv",
            section,
            ("正味現在価値(NPV)", "Net present value"),
            npv(RATE, flow),
            ("税引後、何もしない場合との差", "After tax, against doing nothing"),
        ),
        scalar(
            f"{name}.irr",
            section,
            ("内部収益率(IRR)", "Internal rate of return"),
            if_(unique, irr(flow), undefined()),
            (
                "符号の変化が1回で、投資が戻る場合だけ",
                "Only with one sign change and when the money comes back",
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
        _payback(option, "payback", "payback_mark", "cumulative", ("回収期間", "Payback")),
        _payback(
            option,
            "discounted_payback",
            "discounted_mark",
            "discounted_cumulative",
            ("割引回収期間", "Payback, discounted"),
        ),
    )


def _payback(option: Option, key: str, mark: str, cumulative: str, label: tuple[str, str]) -> Row:
    name = option.key
    ends = at(f"{name}.{cumulative}", OPERATING_YEARS)
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


def redeployment_rows(option: Option) -> tuple[Row, ...]:
    """Write the redeployment rate at which NPV is zero: NPV is linear in that rate."""
    name, section = option.key, f"appraisal_{option.key}"
    needed = row(f"{name}.redeployment_needed")
    return (
        scalar(
            f"{name}.redeployment_needed",
            section,
            ("損益分岐の実現率(制限前)", "Break-even rate, unlimited"),
            inp("redeployment_rate") - row(f"{name}.npv") / row("benefit.redeployable_pv"),
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
            ("NPVが0になる実現率", "The rate at which NPV is zero"),
            PERCENT,
            "percent",
            Text("100%でも届かない", "Not even at 100%"),
        ),
    )


def unit_cost_rows(option: Option) -> tuple[Row, ...]:
    """Write five-year TCO (before tax) and what one request and a million tokens cost."""
    name, section = option.key, f"appraisal_{option.key}"
    tco = row(f"{name}.tco")
    return (
        scalar(
            f"{name}.tco",
            section,
            ("5年TCO", "Five-year TCO"),
            total(f"{name}.cost") - total(f"{name}.disposal"),
            ("税引前、名目額", "Before tax, nominal"),
        ),
        scalar(
            f"{name}.tco_pv",
            section,
            ("5年TCOの現在価値", "Present value of TCO"),
            npv(RATE, f"{name}.cost") - npv(RATE, f"{name}.disposal"),
            ("税引前", "Before tax"),
        ),
        scalar(
            f"{name}.cost_per_request",
            section,
            ("1回当たり費用", "Cost per request"),
            tco / total("workload.requests"),
            ("5年TCO ÷ 質問回数", "TCO / requests"),
            Text("円/回", "JPY per request"),
            "number",
            NOT_AVAILABLE,
        ),
        scalar(
            f"{name}.cost_per_mtok",
            section,
            ("100万トークン当たり費用", "Cost per 1M tokens"),
            tco / (total("workload.mtok_in") + total("workload.mtok_out")),
            ("5年TCO ÷ 入出力トークン", "TCO / input and output tokens"),
            Text("円/100万トークン", "JPY per 1M tokens"),
            "number",
            NOT_AVAILABLE,
        ),
    )

"""What is bought, leased, written off and sold: the depreciation schedule of one yen, and of all machines."""

from decimal import Decimal

from tco.finance.depreciation import DECLINING_RATES, SHORTEST_LIFE
from tco.model.expression import Expression, at, choose, const, equal, if_, inp, pick, previous, row
from tco.model.functions import both, maximum, running_total, total, total_where
from tco.model.rows import Row
from tco.plan.shape import MONTHS_PER_YEAR, Kind, Option, PlanShape
from tco.plan.timeline import FINAL, INDEX, OPERATING
from tco.plan.writing import TIMES, Words, monthly, scalar, summed, yearly

YEAR = row("year.index")
TAX_FACTOR = row("cost.tax_factor")
DECLINING = tuple(DECLINING_RATES.values())


def software_rows() -> tuple[Row, ...]:
    """Write the schedule of one yen of software: straight line, months of the first year."""
    left = previous("software.unit_left", 1)
    months = if_(equal(YEAR, 1), row("year.months") / MONTHS_PER_YEAR, 1)
    return (
        yearly(
            "software.unit_left",
            "cost_common",
            ("ソフトウェア1円の帳簿価額", "Book value of 1 yen of software"),
            if_(YEAR > 0, maximum(left - const(1) / inp("software_years") * months, 0), 1),
            ("定額法。最初の年度は月割り", "Straight line; months of the first year"),
            TIMES,
            "number",
        ),
    )


def machine_asset_rows(option: Option, shape: PlanShape) -> tuple[Row, ...]:
    """Write purchase, lease, depreciation schedules, book value and residual value of an option's machines."""
    name, section = option.key, f"cost_{option.key}"
    leased, in_use = inp(f"{name}_acquisition"), f"{name}.value_in_use"
    lease_months = inp(f"{name}_lease_months")
    # Machines in use one term ago have been paid for by now.
    paid_for = pick(in_use, pick("month.fiscal_year", INDEX - lease_months))
    return (
        yearly(
            f"{name}.machine_value",
            section,
            ("機器の取得価額", "Price of machines"),
            row(f"{name}.servers_bought")
            * inp(f"{name}_server_price_jpy")
            * _price_path(option)
            * TAX_FACTOR,
            ("購入する台数 × 価格(使い始める年度)", "Machines bought x price, in the year of use"),
        ),
        yearly(
            f"{name}.purchase",
            section,
            ("購入する機器", "Machines paid for"),
            row(f"{name}.machine_value") * (const(1) - leased),
            ("リースの場合は0", "0 when leased"),
        ),
        monthly(
            f"{name}.hardware",
            section,
            ("サーバー購入費", "Servers"),
            total_where(f"{name}.purchase", f"{name}.pay_month", INDEX),
            ("支払う月に計上", "In the month of payment"),
        ),
        yearly(
            f"{name}.value_in_use",
            section,
            ("使用中の機器の取得価額", "Price of machines in use"),
            running_total(f"{name}.machine_value"),
            ("累計", "Running total"),
        ),
        yearly(
            f"{name}.lease_left",
            section,
            ("計画の後に残るリース料", "Lease left after the plan"),
            row(f"{name}.machine_value")
            * leased
            * inp(f"{name}_lease_rate_per_month")
            * maximum(previous("year.last_month", 0) + lease_months - row("month.last"), 0),
            ("その年度に使い始めた機器の残り月数", "Months left of what came into use in the year"),
        ),
        monthly(
            f"{name}.lease",
            section,
            ("リース料", "Lease"),
            OPERATING
            * leased
            * (pick(in_use, row("month.fiscal_year")) - paid_for)
            * inp(f"{name}_lease_rate_per_month")
            + FINAL * total(f"{name}.lease_left"),
            (
                "リース期間中の機器の取得価額 × 月額料率。最終月に残りをすべて払う",
                "Price of machines within their term x monthly rate; the last month pays what is left",
            ),
        ),
        *_rate_rows(option),
        *_schedule(option, "first", row("year.months") / MONTHS_PER_YEAR),
        *_schedule(option, "later", const(1)),
        yearly(
            f"{name}.machine_depreciation",
            section,
            ("機器の減価償却費", "Depreciation of machines"),
            _spread(option, len(shape.fiscal_years) - 1),
            ("年度ごとの取得価額 × 1円当たりの償却費", "Purchases of each year x schedule of one yen"),
        ),
        yearly(
            f"{name}.machine_book",
            section,
            ("機器の帳簿価額(期末)", "Book value of machines, year end"),
            maximum(
                previous(f"{name}.machine_book", 0)
                + _put_in_use(option)
                - row(f"{name}.machine_depreciation"),
                0,
            ),
            ("備忘価額1円は省略", "The memorandum yen is left out"),
        ),
    )


def _price_path(option: Option) -> Expression:
    if option.kind is Kind.HYBRID:
        return const(1)
    years = row(f"{option.key}.pay_month") / MONTHS_PER_YEAR
    return (const(1) + inp(f"{option.key}_price_change_per_year")) ** years


def _put_in_use(option: Option) -> Expression:
    return row(f"{option.key}.purchase")


def _rate_rows(option: Option) -> tuple[Row, ...]:
    """Write the statutory rates of the 200 % declining balance method for the option's useful life."""
    words: tuple[tuple[str, Words, list[Decimal]], ...] = (
        ("declining_rate", ("定率法の償却率", "Declining rate"), [rates.rate for rates in DECLINING]),
        ("revised_rate", ("改定償却率", "Revised rate"), [rates.revised for rates in DECLINING]),
        ("guarantee_rate", ("保証率", "Guarantee rate"), [rates.guarantee for rates in DECLINING]),
    )
    place = inp(f"{option.key}_depreciation_years") - (SHORTEST_LIFE - 1)
    return tuple(
        scalar(
            f"{option.key}.{key}",
            f"cost_{option.key}",
            label,
            choose(place, *map(float, by_life)),
            (
                "耐用年数省令の別表第十。償却年数で決まる",
                "Ordinance on useful lives, table 10, by the period",
            ),
            TIMES,
            "number",
        )
        for key, label, by_life in words
    )


def _schedule(option: Option, cohort: str, months: Expression) -> tuple[Row, ...]:
    """Write what is left of one yen; `first` starts in the first fiscal year, which may be a part of a year."""
    name, section = option.key, f"cost_{option.key}"
    left, base = previous(f"{name}.unit_left_{cohort}", 1), row(f"{name}.unit_base_{cohort}")
    base_before = previous(f"{name}.unit_base_{cohort}", 0)
    rate, guarantee = row(f"{name}.declining_rate"), row(f"{name}.guarantee_rate")
    share_of_year = if_(equal(YEAR, 1), months, 1)
    straight = const(1) / inp(f"{name}_depreciation_years") * share_of_year
    declining = if_(base > 0, base * row(f"{name}.revised_rate"), left * rate * share_of_year)
    method = inp(f"{name}_depreciation_method") + 1
    ja, en = ("最初の購入", "first purchase") if cohort == "first" else ("買い足し", "later purchases")
    return (
        yearly(
            f"{name}.unit_base_{cohort}",
            section,
            (f"改定取得価額(1円、{ja})", f"Revised base of 1 yen, {en}"),
            if_(
                both(YEAR > 0, base_before <= 0),
                if_(left * rate < guarantee, left, 0),
                base_before,
            ),
            ("償却額が保証額を下回った年の期首簿価", "Book value when the charge falls below the guarantee"),
            TIMES,
            "number",
        ),
        yearly(
            f"{name}.unit_left_{cohort}",
            section,
            (f"機器1円の帳簿価額({ja})", f"Book value of 1 yen of machines, {en}"),
            if_(
                YEAR > 0,
                maximum(left - choose(method, straight, declining, const(1) / 3, 1), 0),
                1,
            ),
            ("定額、定率(200%)、3年一括、即時", "Straight line, 200 % declining, three-year, at once"),
            TIMES,
            "number",
        ),
    )


def _charge(option: Option, cohort: str, year: Expression) -> Expression:
    """Return the charge on one yen in its n-th year."""
    key = f"{option.key}.unit_left_{cohort}"
    return pick(key, year - 1) - pick(key, year)


def _spread(option: Option, years: int) -> Expression:
    name = option.key
    first = if_(YEAR > 0, at(f"{name}.purchase", 1) * _charge(option, "first", maximum(YEAR, 1)), 0)
    later = [
        if_(
            bought <= YEAR,
            at(f"{name}.purchase", bought) * _charge(option, "later", maximum(YEAR - (bought - 1), 1)),
            0,
        )
        for bought in range(2, years + 1)
    ]
    return summed([first, *later])


def asset_rows(option: Option) -> tuple[Row, ...]:
    """Write what is capitalised, written off and sold."""
    name, section = option.key, f"appraisal_{option.key}"
    software = row(f"{name}.build") * inp("build_capitalised_share")
    written_off = at(f"{name}.software", 0) * (
        pick("software.unit_left", row("month.fiscal_year") - 1)
        - pick("software.unit_left", row("month.fiscal_year"))
    )
    capitalised: Expression = row(f"{name}.software")
    proceeds: Expression = const(0) * INDEX
    if option.has_machines:
        capitalised = row(f"{name}.hardware") + capitalised
        written_off = written_off + pick(f"{name}.machine_depreciation", row("month.fiscal_year"))
        proceeds = FINAL * total(f"{name}.purchase") * inp(f"{name}_residual_share")
    return (
        monthly(
            f"{name}.software",
            section,
            ("ソフトウェア計上額", "Software capitalised"),
            software,
            ("構築費 × 資産計上割合", "Building cost x capitalised share"),
        ),
        monthly(
            f"{name}.capitalised",
            section,
            ("資産計上額", "Capitalised"),
            capitalised,
            ("費用のうち資産にする分", "Part of the cost booked as an asset"),
        ),
        monthly(
            f"{name}.depreciation",
            section,
            ("減価償却費", "Depreciation"),
            if_(row("month.fiscal_end") > 0, written_off, 0),
            ("会計年度の最後の月に計上", "Booked in the last month of each fiscal year"),
        ),
        scalar(
            f"{name}.book_value_end",
            section,
            ("最終月の未償却残高", "Book value at the end"),
            maximum(total(f"{name}.capitalised") - total(f"{name}.depreciation"), 0),
            ("最終月に損失とする", "Written off in the final month"),
        ),
        monthly(
            f"{name}.disposal",
            section,
            ("売却収入", "Sale of assets"),
            proceeds,
            ("最終月の残存価値", "Residual value in the final month"),
        ),
    )

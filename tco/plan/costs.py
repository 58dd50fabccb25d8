"""What each option costs, per month and category; costs are positive. Years are sums of their months."""

from language.text import Text
from tco.model.expression import Expression, const, equal, if_, inp, pick, row
from tco.model.functions import both, largest_where, maximum, modulo, round_down, total_where
from tco.model.rows import Row
from tco.plan.assets import TAX_FACTOR, machine_asset_rows, software_rows
from tco.plan.inputs.every_option import LONG_LIFE_MONTHS
from tco.plan.shape import MONTHS_PER_YEAR, Kind, Option, PlanShape
from tco.plan.sizing_rows import HOURS_PER_MONTH
from tco.plan.timeline import FINAL, INDEX, INITIAL, OPERATING, yearly_change
from tco.plan.writing import TIMES, Words, monthly, scalar, summed, yearly

KWH = Text("kWh/月", "kWh a month")
FX = row("month.fx")


def shared_factor_rows() -> tuple[Row, ...]:
    """Write what all options share: the consumption tax that stays a cost, and the software schedule."""
    return (
        scalar(
            "cost.tax_factor",
            "cost_common",
            ("消費税の負担倍率", "Consumption tax factor"),
            const(1) + inp("consumption_tax_rate") * (const(1) - inp("creditable_share")),
            ("控除できない消費税だけが費用になる", "Only tax that cannot be credited is a cost"),
            TIMES,
            "number",
        ),
        *software_rows(),
    )


def cost_rows(option: Option, shape: PlanShape) -> tuple[Row, ...]:
    """Write all categories of an option, their sum, and the same by fiscal year."""
    supporting, categories = _own_rows(option, shape)
    categories = (*categories, *_shared_rows(option, shape))
    together = monthly(
        f"{option.key}.cost",
        f"cost_{option.key}",
        ("費用合計", "Total cost"),
        summed([row(category.key) for category in categories]),
        ("各費目の合計", "Sum of the categories"),
    )
    by_year = tuple(by_fiscal_year(each, f"yearly_{option.key}") for each in (*categories, together))
    return (*supporting, *categories, together, *by_year)


def cost_categories(option: Option, shape: PlanShape) -> tuple[str, ...]:
    """Return the keys of the monthly rows that add up to an option's total cost."""
    _, own = _own_rows(option, shape)
    return tuple(row.key for row in (*own, *_shared_rows(option, shape)))


def by_fiscal_year(of: Row, section: str) -> Row:
    """Write the sum of a monthly row over each fiscal year; its key ends in `.fy`."""
    return yearly(
        f"{of.key}.fy",
        section,
        (f"{of.label.ja}", f"{of.label.en}"),
        total_where(of.key, "month.fiscal_year", row("year.index")),
        ("月の合計", "Sum of the months"),
        of.unit,
        of.style,
    )


def _own_rows(option: Option, shape: PlanShape) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return supporting rows and cost categories that depend on the kind of the option."""
    supporting: list[Row] = []
    categories: list[Row] = []
    if option.pays_tokens:
        supporting += [*_token_price_rows(option), _metered(option)]
        categories += _token_rows(option)
    if option.rents_gpus:
        supporting += _rental_rows(option)
        if option.kind is Kind.RESERVED:
            supporting += [term_row(option), _committed(option)]
        categories += _rented(option)
    if option.has_machines:
        assets = machine_asset_rows(option, shape)
        paid = {f"{option.key}.hardware", f"{option.key}.lease"}
        supporting += [each for each in assets if each.key not in paid]
        supporting += _energy_rows(option)
        categories += [each for each in assets if each.key in paid]
        categories += _machine_running(option)
    return tuple(supporting), tuple(categories)


def _category(option: Option, suffix: str, label: Words, expression: Expression, note: Words) -> Row:
    return monthly(f"{option.key}.{suffix}", f"cost_{option.key}", label, expression, note)


def _per_month(key: str) -> Expression:
    """Spread a yearly amount over its months of operation, with the tax that stays a cost."""
    return OPERATING * inp(key) / MONTHS_PER_YEAR * TAX_FACTOR


def _token_price_rows(option: Option) -> list[Row]:
    name = option.key
    path = maximum(yearly_change(f"{name}_price_change_per_year"), inp(f"{name}_price_floor_share"))
    batch = const(1) - inp(f"{name}_batch_share") * inp(f"{name}_batch_discount")
    tier = const(1) + inp(f"{name}_long_prompt_share") * inp(f"{name}_long_prompt_premium")
    return [
        scalar(
            f"{name}.terms_factor",
            f"cost_{name}",
            ("料金条件の倍率", "Factor of the terms"),
            batch * tier * (const(1) + inp(f"{name}_surcharge_share")),
            ("バッチ割引、長い入力、時間帯などの割増", "Batch discount, long prompts, surcharges"),
            TIMES,
            "number",
        ),
        monthly(
            f"{name}.price_factor",
            f"cost_{name}",
            ("単価の変化", "Price factor"),
            OPERATING * path * row(f"{name}.terms_factor"),
            ("定価の変化 × 料金条件の倍率", "Path of the list price x factor of the terms"),
            TIMES,
            "number",
        ),
    ]


def _metered(option: Option) -> Row:
    """What the tokens cost by their prices, before a minimum commitment and tax."""
    name = option.key
    currency = "jpy" if option.kind is Kind.DOMESTIC else "usd"
    fresh = row("workload.mtok_in") - row("workload.mtok_cached")
    listed = (
        fresh * inp(f"{name}_{currency}_per_mtok_in")
        + row("workload.mtok_cached") * inp(f"{name}_{currency}_per_mtok_cached")
        + row("workload.mtok_out") * inp(f"{name}_{currency}_per_mtok_out")
    )
    share: Expression = row(f"{name}.served")
    if option.kind is Kind.HYBRID:
        # What must stay inside waits for the company's own machines; only the rest may overflow.
        share = row(f"{name}.overflow_share") * (const(1) - inp("confidential_share"))
    written = row("workload.mtok_in") * inp(f"{name}_written_share") * inp(f"{name}_write_premium")
    billed = (listed + written * inp(f"{name}_{currency}_per_mtok_in")) * row(f"{name}.price_factor")
    if currency == "usd":
        billed = billed * FX
    extras = row("workload.requests") * inp(f"{name}_extras_jpy_per_request")
    return _category(
        option,
        "metered",
        ("従量の利用料", "Metered usage"),
        (billed + extras) * share,
        (
            "(トークン × 単価 × 為替 + 1回ごとの料金) × 割合。最低利用料と消費税の前",
            "(Tokens x price x rate + extras per request) x share, before minimum and tax",
        ),
    )


def _token_rows(option: Option) -> list[Row]:
    name = option.key
    return [
        _category(
            option,
            "usage",
            ("API利用料", "API usage"),
            maximum(row(f"{name}.metered"), OPERATING * inp(f"{name}_minimum_jpy_per_month")) * TAX_FACTOR,
            ("従量の利用料。最低利用料を下回らない", "Metered usage; at least the minimum"),
        ),
        _category(
            option,
            "fixed_fee",
            ("月額固定料", "Fixed fee"),
            OPERATING * inp(f"{name}_fixed_jpy_per_month") * TAX_FACTOR,
            ("月額", "A month"),
        ),
    ]


def _rental_rows(option: Option) -> list[Row]:
    name = option.key
    hourly: Expression = inp(f"{name}_usd_per_gpu_hour") * (const(1) - inp(f"{name}_discount_share"))
    if option.kind is Kind.SPOT:
        available = inp(f"{name}_availability_share")
        hourly = hourly * available + inp(f"{name}_fallback_usd_per_gpu_hour") * (const(1) - available)
        hourly = hourly * (const(1) + inp(f"{name}_rerun_share"))
    return [
        monthly(
            f"{name}.jpy_per_gpu_hour",
            f"cost_{name}",
            ("GPU1枚1時間の料金", "Price of a GPU hour"),
            OPERATING * hourly * yearly_change(f"{name}_price_change_per_year") * FX,
            ("単価 × 値引き × 為替", "Price x discount x exchange rate"),
            Text("円/時", "JPY an hour"),
            "number",
        )
    ]


def _rented(option: Option) -> list[Row]:
    name = option.key
    price = row(f"{name}.jpy_per_gpu_hour")
    if option.kind is Kind.RESERVED:
        gpus: Expression = row(f"{name}.gpus_committed")
        rent = gpus * HOURS_PER_MONTH * price * TAX_FACTOR
        note = ("契約した枚数 × 730時間", "Committed GPUs x 730 hours")
    else:
        rent = row(f"{name}.gpus") * inp(f"{name}_hours_per_year") / MONTHS_PER_YEAR * price * TAX_FACTOR
        note = ("その月に必要な枚数だけ借りる", "Only the GPUs each month needs")
    found = [_category(option, "usage", ("GPU利用料", "GPU rent"), rent, note)]
    if option.kind is Kind.RESERVED:
        found.append(_early_exit(option))
    found.append(
        _category(
            option,
            "storage",
            ("保管・通信料", "Storage and egress"),
            _per_month(f"{name}_storage_jpy_per_year"),
            ("年額 ÷ 12", "A year / 12"),
        )
    )
    return found


def _committed(option: Option) -> Row:
    """A contract covers the largest need of its term; every term starts anew."""
    name = option.key
    return monthly(
        f"{name}.gpus_committed",
        f"cost_{name}",
        ("契約する枚数", "GPUs committed"),
        OPERATING * largest_where(f"{name}.gpus", f"{name}.term", row(f"{name}.term")),
        ("契約期間中の最大必要量", "The largest need during the term"),
        Text("枚", "GPUs"),
        "whole",
    )


def term_row(option: Option) -> Row:
    """Write which contract term each month lies in."""
    name = option.key
    return monthly(
        f"{name}.term",
        f"cost_{name}",
        ("契約期間の番号", "Contract term"),
        if_(INDEX > 0, round_down((INDEX - 1) / inp(f"{name}_commitment_months")) + 1, 0),
        ("契約期間ごとに1増える", "One more with every term"),
        Text("回", "term"),
        "whole",
    )


def _early_exit(option: Option) -> Row:
    """Months of the last term that lie beyond the plan are paid at the exit fee."""
    name = option.key
    term = inp(f"{name}_commitment_months")
    beyond = row(f"{name}.term") * term - row("month.last")
    return _category(
        option,
        "early_exit",
        ("中途解約料", "Early exit fee"),
        FINAL
        * beyond
        * row(f"{name}.gpus_committed")
        * HOURS_PER_MONTH
        * row(f"{name}.jpy_per_gpu_hour")
        * inp(f"{name}_early_exit_share")
        * TAX_FACTOR,
        ("計画の後に残る契約月数 × 料率", "Months of the term left after the plan x fee"),
    )


def _energy_rows(option: Option) -> list[Row]:
    name = option.key
    watts = row(f"{name}.gpus_owned") * inp(f"{name}_gpu_power_w") * inp(f"{name}_gpu_load_share") + row(
        f"{name}.gpus_owned"
    ) / inp(f"{name}_gpus_per_server") * inp(f"{name}_server_other_power_w")
    return [
        monthly(
            f"{name}.energy_kwh",
            f"cost_{name}",
            ("使用電力量", "Electricity used"),
            watts / 1000 * inp(f"{name}_pue") * HOURS_PER_MONTH,
            ("平均電力 × PUE × 730時間", "Mean power x PUE x 730 h"),
            KWH,
            "number",
        ),
        monthly(
            f"{name}.co2_kg",
            f"cost_{name}",
            ("CO2排出量", "CO2"),
            row(f"{name}.energy_kwh") * inp("grid_kg_co2_per_kwh"),
            ("使用電力量 × 排出係数", "kWh x emission factor"),
            Text("kg/月", "kg a month"),
            "number",
        ),
    ]


def _machine_running(option: Option) -> list[Row]:
    name = option.key
    value = pick(f"{name}.value_in_use", row("month.fiscal_year"))
    return [
        _category(
            option,
            "installation",
            ("設置工事費", "Installation"),
            INITIAL * inp(f"{name}_installation_jpy") * TAX_FACTOR,
            ("初期", "Initial"),
        ),
        _category(
            option,
            "power",
            ("電気代", "Electricity"),
            row(f"{name}.energy_kwh")
            * inp("tariff_jpy_per_kwh")
            * yearly_change("tariff_change_per_year")
            * TAX_FACTOR,
            ("使用電力量 × 料金", "kWh x price"),
        ),
        _category(
            option,
            "maintenance",
            ("保守料", "Maintenance"),
            OPERATING * value * inp(f"{name}_maintenance_rate") / MONTHS_PER_YEAR,
            ("使用中の機器の取得価額 × 料率 ÷ 12", "Price of machines in use x rate / 12"),
        ),
        _category(
            option,
            "licences",
            ("ソフトウェア利用料", "Software licences"),
            row(f"{name}.gpus_owned")
            * inp(f"{name}_licence_jpy_per_gpu_year")
            / MONTHS_PER_YEAR
            * TAX_FACTOR,
            ("GPUの枚数 × 年額 ÷ 12", "GPUs x a year / 12"),
        ),
        _category(
            option,
            "facility",
            ("設置場所の費用", "Facility"),
            _per_month(f"{name}_facility_jpy_per_year"),
            ("年額 ÷ 12", "A year / 12"),
        ),
        _category(
            option,
            "asset_tax",
            ("固定資産税", "Fixed-asset tax"),
            OPERATING
            * pick(f"{name}.machine_book", row("month.fiscal_year") - 1)
            * inp(f"{name}_fixed_asset_tax_rate")
            / MONTHS_PER_YEAR,
            ("前年度末の帳簿価額 × 税率 ÷ 12", "Book value at the last year end x rate / 12"),
        ),
    ]


def _shared_rows(option: Option, shape: PlanShape) -> list[Row]:
    """Write the categories that every option has, with the option's own inputs."""
    name = option.key
    further = shape.uses[1:]
    build = summed(
        [
            inp("build_jpy"),
            inp(f"{name}_extra_build_jpy"),
            *(inp(f"{u.prefix}extra_build_jpy") for u in further),
        ]
    )
    preparation = summed(
        [
            inp("data_preparation_jpy"),
            inp("training_initial_jpy"),
            *(inp(f"{u.prefix}preparation_jpy") for u in further),
        ]
    )
    return [
        _category(
            option,
            "build",
            ("構築費", "Building"),
            INITIAL * build * TAX_FACTOR,
            ("共通分と追加分", "Common part and extra part"),
        ),
        _category(
            option,
            "preparation",
            ("文書整備・導入研修", "Data preparation and training"),
            INITIAL * preparation * TAX_FACTOR,
            ("初期", "Initial"),
        ),
        _category(
            option,
            "operations",
            ("運用要員", "Operations staff"),
            OPERATING * inp(f"{name}_ops_fte") * inp("fte_cost_jpy_per_year") / MONTHS_PER_YEAR,
            ("人年 × 人件費 ÷ 12", "FTE x cost / 12"),
        ),
        _category(
            option,
            "platform",
            ("検索基盤", "Retrieval platform"),
            _per_month("platform_jpy_per_year"),
            ("年額 ÷ 12", "A year / 12"),
        ),
        _category(
            option,
            "governance",
            ("統制・継続研修", "Governance and training"),
            _per_month("governance_jpy_per_year") + _per_month("training_jpy_per_year"),
            ("年額 ÷ 12", "A year / 12"),
        ),
        _category(
            option,
            "revalidation",
            ("モデル変更時の再評価", "Re-validation"),
            if_(both(INDEX > 0, FINAL < 1), _model_changes(option), 0) * inp("revalidation_jpy"),
            ("モデルの期間が終わる月に1回", "Once in each month that ends a model's life"),
        ),
        _category(
            option,
            "cutoff",
            ("提供停止への備え", "Supplier cut-off, expected"),
            if_(both(INDEX > 0, equal(modulo(INDEX, MONTHS_PER_YEAR), 0)), _expected_loss(option), 0),
            ("確率 × 損失。起こるのは1度だけ", "Probability x loss; at most once"),
        ),
        _category(
            option,
            "exit",
            ("終了・切替費", "Exit and switching"),
            FINAL * inp(f"{name}_exit_jpy") * TAX_FACTOR,
            ("最終月", "Final month"),
        ),
    ]


def _model_changes(option: Option) -> Expression:
    life = inp(f"{option.key}_model_life_months")
    lives = round_down(INDEX / life) - round_down((INDEX - 1) / life)
    return if_(life < LONG_LIFE_MONTHS, lives, 0)


def _expected_loss(option: Option) -> Expression:
    """p(1-p)^(y-1) x (outage + re-validation + premium) in year y."""
    name = option.key
    chance = inp(f"{name}_cutoff_probability")
    loss = (
        inp(f"{name}_outage_days") * inp(f"{name}_outage_jpy_per_day")
        + inp("revalidation_jpy")
        + inp(f"{name}_premium_jpy_per_month") * inp(f"{name}_premium_months")
    )
    year = row("month.year")
    # A certain cut-off comes in year 1: 0^0 has no value in a workbook.
    spared = if_(year > 1, (const(1) - chance) ** (year - 1), 1)
    return chance * spared * loss

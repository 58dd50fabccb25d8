"""What each option costs, per year and category; costs are positive."""

from functools import reduce

from language.text import Text
from tco.five_year.options import OPTIONS, Option
from tco.five_year.workload import HOURS_PER_YEAR
from tco.five_year.writing import scalar, yearly
from tco.model.expression import Expression, at, const, inp, row
from tco.model.functions import maximum
from tco.model.rows import Row

OPERATING, INITIAL, FINAL = row("year.operating"), row("year.initial"), row("year.final")
TAX_FACTOR = row("cost.tax_factor")

SHARED_FACTORS = (
    scalar(
        "cost.tax_factor",
        "cost_common",
        ("消費税の負担倍率", "Consumption tax factor"),
        const(1) + inp("consumption_tax_rate") * (const(1) - inp("creditable_share")),
        ("控除できない消費税だけが費用になる", "Only tax that cannot be credited is a cost"),
        Text("倍", "times"),
        "number",
    ),
    yearly(
        "api.price_factor",
        "cost_common",
        ("API単価の変化", "API price factor"),
        OPERATING * (const(1) + inp("api_price_change_per_year")) ** maximum(row("year.index") - 1, 0),
        ("1年目を1とする", "Year 1 is 1"),
        Text("倍", "times"),
        "number",
    ),
    yearly(
        "onprem.energy_kwh",
        "cost_common",
        ("使用電力量", "Electricity used"),
        OPERATING
        * (
            row("sizing.gpus_owned") * inp("gpu_power_w") * inp("gpu_load_share")
            + row("sizing.servers") * inp("server_other_power_w")
        )
        / 1000
        * inp("pue")
        * HOURS_PER_YEAR,
        ("平均電力 × PUE × 8,760時間", "Mean power x PUE x 8,760 h"),
        Text("kWh/年", "kWh a year"),
        "number",
    ),
)


def api_usage() -> Row:
    """Write tokens times list price, in yen."""
    fresh = row("workload.mtok_in") - row("workload.mtok_cached")
    dollars = (
        fresh * inp("api_usd_per_mtok_in")
        + row("workload.mtok_cached") * inp("api_usd_per_mtok_cached")
        + row("workload.mtok_out") * inp("api_usd_per_mtok_out")
    )
    return yearly(
        "api.usage",
        "cost_api",
        ("API利用料", "API usage"),
        dollars * row("api.price_factor") * inp("fx_jpy_per_usd") * TAX_FACTOR,
        ("トークン × 単価 × 為替", "Tokens x price x exchange rate"),
    )


def cloud_own_rows() -> tuple[Row, ...]:
    """Write what only the GPU cloud costs."""
    return (
        yearly(
            "cloud.usage",
            "cost_cloud",
            ("GPU利用料", "GPU rent"),
            row("sizing.gpus")
            * inp("cloud_hours_per_year")
            * inp("cloud_usd_per_gpu_hour")
            * inp("fx_jpy_per_usd")
            * TAX_FACTOR,
            ("その年に必要な枚数だけ借りる", "Only the GPUs each year needs"),
        ),
        yearly(
            "cloud.storage",
            "cost_cloud",
            ("保管・通信料", "Storage and egress"),
            OPERATING * inp("cloud_storage_jpy_per_year") * TAX_FACTOR,
            ("年額", "A year"),
        ),
    )


def onprem_own_rows() -> tuple[Row, ...]:
    """Write what only own servers cost."""
    bought = at("onprem.hardware", 0)
    return (
        yearly(
            "onprem.hardware",
            "cost_onprem",
            ("サーバー購入費", "Servers"),
            INITIAL * row("sizing.servers") * inp("server_price_jpy") * TAX_FACTOR,
            ("台数 × 価格", "Servers x price"),
        ),
        yearly(
            "onprem.installation",
            "cost_onprem",
            ("設置工事費", "Installation"),
            INITIAL * inp("installation_jpy") * TAX_FACTOR,
            ("導入年", "Initial year"),
        ),
        yearly(
            "onprem.power",
            "cost_onprem",
            ("電気代", "Electricity"),
            row("onprem.energy_kwh") * inp("tariff_jpy_per_kwh") * TAX_FACTOR,
            ("使用電力量 × 料金", "kWh x price"),
        ),
        yearly(
            "onprem.maintenance",
            "cost_onprem",
            ("保守料", "Maintenance"),
            OPERATING * bought * inp("maintenance_rate"),
            ("購入費 × 料率", "Purchase price x rate"),
        ),
        yearly(
            "onprem.facility",
            "cost_onprem",
            ("設置場所の費用", "Facility"),
            OPERATING * inp("facility_jpy_per_year") * TAX_FACTOR,
            ("年額", "A year"),
        ),
    )


def shared_rows(option: Option) -> tuple[Row, ...]:
    """Write the categories that every option has, with the option's own inputs."""
    section, name = f"cost_{option.key}", option.key
    return (
        yearly(
            f"{name}.build",
            section,
            ("構築費", "Building"),
            INITIAL * (inp("build_jpy") + inp(f"{name}_extra_build_jpy")) * TAX_FACTOR,
            ("共通分と追加分", "Common part and extra part"),
        ),
        yearly(
            f"{name}.preparation",
            section,
            ("文書整備・導入研修", "Data preparation and training"),
            INITIAL * (inp("data_preparation_jpy") + inp("training_initial_jpy")) * TAX_FACTOR,
            ("導入年", "Initial year"),
        ),
        yearly(
            f"{name}.operations",
            section,
            ("運用要員", "Operations staff"),
            OPERATING * inp(f"{name}_ops_fte") * inp("fte_cost_jpy_per_year"),
            ("人年 × 人件費", "FTE x cost"),
        ),
        yearly(
            f"{name}.platform",
            section,
            ("検索基盤", "Retrieval platform"),
            OPERATING * inp("platform_jpy_per_year") * TAX_FACTOR,
            ("年額", "A year"),
        ),
        yearly(
            f"{name}.governance",
            section,
            ("統制・継続研修", "Governance and training"),
            OPERATING * (inp("governance_jpy_per_year") + inp("training_jpy_per_year")) * TAX_FACTOR,
            ("年額", "A year"),
        ),
        yearly(
            f"{name}.revalidation",
            section,
            ("モデル変更時の再評価", "Re-validation"),
            OPERATING * inp(f"{name}_model_changes_per_year") * inp("revalidation_jpy"),
            ("回数 × 1回の費用", "Changes x cost of each"),
        ),
        yearly(
            f"{name}.exit",
            section,
            ("終了・切替費", "Exit and switching"),
            FINAL * inp(f"{name}_exit_jpy") * TAX_FACTOR,
            ("最終年", "Final year"),
        ),
    )


def cost_rows(option: Option) -> tuple[Row, ...]:
    """Write all categories of an option and their sum."""
    own = {"api": (api_usage(),), "cloud": cloud_own_rows(), "onprem": onprem_own_rows()}[option.key]
    categories = (*own, *shared_rows(option))
    parts: list[Expression] = [row(category.key) for category in categories]
    together = yearly(
        f"{option.key}.cost",
        f"cost_{option.key}",
        ("費用合計", "Total cost"),
        reduce(lambda left, right: left + right, parts),
        ("各費目の合計", "Sum of the categories"),
    )
    return (*categories, together)


def cost_categories(option_key: str) -> tuple[str, ...]:
    """Return the keys of the rows that add up to an option's total cost."""
    option = next(option for option in OPTIONS if option.key == option_key)
    return tuple(category.key for category in cost_rows(option)[:-1])

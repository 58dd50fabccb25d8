"""Building, running, governing; finance and policy."""

from language.text import Text
from tco.five_year.inputs.writing import JPY_YEAR, number_input, share_input, yen_input

COMMON = (
    yen_input(
        "common",
        "build_jpy",
        ("共通の構築費", "Building cost, all options"),
        ("検索・画面・認証・試験", "Retrieval, screens, sign-in, tests"),
    ),
    share_input(
        "common",
        "build_capitalised_share",
        ("構築費の資産計上割合", "Capitalised share of building cost"),
        ("自社利用ソフトウェアとして資産にする割合", "Booked as software for own use"),
        0,
    ),
    yen_input(
        "common",
        "data_preparation_jpy",
        ("文書整備費", "Data preparation"),
        ("文書の整理と権限の確認", "Cleaning documents, checking rights"),
    ),
    yen_input("common", "training_initial_jpy", ("導入研修費", "Initial training"), ("初年度", "Once")),
    yen_input(
        "common", "training_jpy_per_year", ("継続研修費", "Training a year"), ("年額", "A year"), -1, JPY_YEAR
    ),
    yen_input(
        "common",
        "governance_jpy_per_year",
        ("統制・監査費", "Governance and audit"),
        ("監査・ログ・攻撃試験", "Audits, logs, red team"),
        -1,
        JPY_YEAR,
    ),
    yen_input(
        "common",
        "platform_jpy_per_year",
        ("検索基盤の費用", "Retrieval platform"),
        ("検索サーバー・保管・認証", "Search server, storage, sign-in"),
        -1,
        JPY_YEAR,
    ),
    yen_input(
        "common",
        "revalidation_jpy",
        ("モデル変更時の再評価費", "Re-validation per model change"),
        ("評価の実行と人の確認", "Evaluation run and human review"),
        -1,
        Text("円/回", "JPY each"),
    ),
    yen_input(
        "common",
        "fte_cost_jpy_per_year",
        ("運用要員の人件費", "Cost of one FTE"),
        ("法定福利費を含む", "Social insurance included"),
        -1,
        Text("円/人年", "JPY per FTE-year"),
    ),
)

FINANCE = (
    number_input(
        "finance",
        "fx_jpy_per_usd",
        ("為替", "Exchange rate"),
        Text("円/USD", "JPY per USD"),
        ("財務部門の社内レート", "Internal rate of the finance department"),
        (1, 1000),
        1,
        "number",
        -1,
        True,
    ),
    share_input(
        "finance",
        "discount_rate",
        ("割引率", "Discount rate"),
        ("自社の資本コスト(税引後)", "Own cost of capital, after tax"),
        0,
        (0.0001, 1),
    ),
    share_input(
        "finance",
        "tax_rate",
        ("実効税率", "Effective tax rate"),
        ("防衛特別法人税を含む", "Defence surtax included"),
        0,
        (0, 0.9),
    ),
    number_input(
        "finance",
        "depreciation_years",
        ("償却年数", "Depreciation period"),
        Text("年", "years"),
        ("サーバーと自社利用ソフトウェアは5年", "Servers and own-use software: 5 years"),
        (1, 20),
        1,
        "whole",
        0,
    ),
    share_input(
        "finance",
        "consumption_tax_rate",
        ("消費税率", "Consumption tax rate"),
        ("国税と地方税の合計", "National and local"),
        0,
    ),
    share_input(
        "finance",
        "creditable_share",
        ("仕入税額控除の割合", "Creditable share"),
        ("控除できない分は費用になる", "The rest stays a cost"),
        0,
    ),
    number_input(
        "finance",
        "data_policy",
        ("社外へのデータ送信", "Sending data outside"),
        Text("区分", "level"),
        ("方針に合わない案は推奨しない", "Options against the policy are not recommended"),
        (0, 2),
        1,
        "choice",
        0,
        choices=(
            Text("不可", "Not allowed"),
            Text("国内クラウドまで可", "Domestic cloud at most"),
            Text("外部APIも可", "External APIs too"),
        ),
    ),
)

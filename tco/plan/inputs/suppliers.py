"""What tokens and rented GPUs cost: APIs abroad and at home, GPU clouds on demand, reserved and spot."""

from language.text import Text
from tco.model.rows import InputSpec
from tco.plan.inputs.writing import (
    JPY_MONTH,
    JPY_MTOK,
    JPY_YEAR,
    MONTHS,
    USD_MTOK,
    number_input,
    share_input,
    whole_input,
    yen_input,
)
from tco.plan.shape import Kind


def _token_prices(currency: str, unit: Text) -> tuple[InputSpec, ...]:
    words = (
        ("in", ("入力単価", "Input price"), ("価格表の日付を出典に記録", "Its price date is in the source")),
        (
            "cached",
            ("キャッシュ入力単価", "Cached input price"),
            ("キャッシュ単価がない場合は入力単価と同じ", "Same as the input price where there is none"),
        ),
        ("out", ("出力単価", "Output price"), ("推論過程も出力単価", "Reasoning is billed as output")),
    )
    return tuple(
        number_input(
            "",
            f"{currency}_per_mtok_{kind}",
            label,
            unit,
            note,
            (0, 10_000_000),
            0.01,
            "usd" if currency == "usd" else "number",
            -1,
        )
        for kind, label, note in words
    )


TOKENS_BILLED = (
    share_input(
        "",
        "price_change_per_year",
        ("単価の年変化率", "Price change a year"),
        ("同じモデルの定価は下がらないことも、上がることもある", "The price of one model may stay or rise"),
        -1,
        (-0.95, 3),
    ),
    share_input(
        "",
        "price_floor_share",
        ("単価の下限", "Floor of the price"),
        ("最初の単価に対する割合", "As a share of the first price"),
        -1,
        neutral=0,
    ),
    share_input(
        "",
        "batch_share",
        ("バッチ処理の割合", "Batch share"),
        ("急がない質問をまとめて送る割合", "Requests that can wait and are sent in batches"),
        +1,
        neutral=0,
    ),
    share_input(
        "",
        "batch_discount",
        ("バッチ割引", "Batch discount"),
        ("一括処理の値引き率", "Off the list price"),
        +1,
        neutral=0,
    ),
    share_input(
        "",
        "written_share",
        ("キャッシュに書き込む割合", "Share written to the cache"),
        ("入力のうち書き込みの割増がかかる割合", "Part of the input billed with the write premium"),
        -1,
        neutral=0,
    ),
    share_input(
        "",
        "write_premium",
        ("キャッシュ書き込みの割増", "Premium of a cache write"),
        ("入力単価に対する割増率", "On top of the input price"),
        -1,
        (0, 10),
        neutral=0,
    ),
    share_input(
        "",
        "long_prompt_share",
        ("長い入力の割合", "Share of long prompts"),
        ("高い料金区分になる質問の割合。入力と出力の全体にかかる", "Requests in the dearer tier, as a whole"),
        -1,
        neutral=0,
    ),
    share_input(
        "",
        "long_prompt_premium",
        ("長い入力の割増", "Premium of long prompts"),
        ("通常の区分に対する割増率", "Over the usual tier"),
        -1,
        (0, 10),
        neutral=0,
    ),
    share_input(
        "",
        "surcharge_share",
        ("時間帯・保管地域などの割増", "Surcharges"),
        (
            "混雑時間帯、国内保管、優先処理などの平均の割増率",
            "Peak hours, data residency, priority: on average",
        ),
        -1,
        (0, 10),
        neutral=0,
    ),
    number_input(
        "",
        "extras_jpy_per_request",
        ("検索・埋め込みなどの料金", "Searches, embeddings and the like"),
        Text("円/回", "JPY per request"),
        ("質問1回につきトークンとは別にかかる料金", "Billed for each request besides tokens"),
        (0, 1_000_000),
        0.01,
        "number",
        -1,
        neutral=0,
    ),
    yen_input(
        "",
        "minimum_jpy_per_month",
        ("最低利用料", "Minimum commitment"),
        ("使わなくても払う月額", "Paid even when unused"),
        -1,
        JPY_MONTH,
        neutral=0,
    ),
    yen_input(
        "",
        "fixed_jpy_per_month",
        ("月額固定料", "Fixed fee a month"),
        ("利用量によらない料金", "Whatever the volume"),
        -1,
        JPY_MONTH,
        neutral=0,
    ),
)

RENTED = (
    number_input(
        "",
        "usd_per_gpu_hour",
        ("GPU単価", "GPU price"),
        Text("USD/時", "USD an hour"),
        ("事業者と契約形態で数倍違う", "Differs several times between providers and terms"),
        (0, 10_000),
        0.01,
        "usd",
        -1,
    ),
    share_input(
        "",
        "price_change_per_year",
        ("GPU単価の年変化率", "GPU price change a year"),
        ("契約期間中は変わらないことも多い", "Often fixed during a contract"),
        -1,
        (-0.95, 3),
        neutral=0,
    ),
    share_input(
        "",
        "discount_share",
        ("値引き率", "Discount"),
        ("契約による値引き", "By contract"),
        +1,
        neutral=0,
    ),
    yen_input(
        "",
        "storage_jpy_per_year",
        ("保管・通信料", "Storage and egress"),
        ("年額", "A year"),
        -1,
        JPY_YEAR,
    ),
)
ON_DEMAND = (
    number_input(
        "",
        "hours_per_year",
        ("借りる時間", "Rented hours"),
        Text("時間/年", "hours a year"),
        ("常時なら8,760時間", "8,760 when always on"),
        (0, 8784),
        10,
        "number",
        -1,
    ),
)
RESERVED = (
    whole_input(
        "",
        "commitment_months",
        ("契約期間", "Commitment"),
        MONTHS,
        ("期間内はすべての時間に料金がかかる", "Every hour of it is paid"),
        (1, 60),
        -1,
    ),
    share_input(
        "",
        "early_exit_share",
        ("中途解約料", "Early exit fee"),
        ("残り期間の料金に対する割合", "Share of what the rest of the term would cost"),
        -1,
        neutral=1,
    ),
)
SPOT = (
    share_input(
        "",
        "availability_share",
        ("確保できる時間の割合", "Availability"),
        ("残りは通常料金で借りる", "The rest is rented on demand"),
        +1,
        (0.01, 1),
    ),
    share_input(
        "",
        "rerun_share",
        ("中断によるやり直し", "Re-runs after interruptions"),
        ("中断で無駄になる時間の割合", "Hours lost to interruptions"),
        -1,
    ),
    number_input(
        "",
        "fallback_usd_per_gpu_hour",
        ("通常料金のGPU単価", "GPU price on demand"),
        Text("USD/時", "USD an hour"),
        ("スポットが取れない時間に払う単価", "Paid while no spot capacity is available"),
        (0, 10_000),
        0.01,
        "usd",
        -1,
    ),
)

DOLLAR_TOKENS = (*_token_prices("usd", USD_MTOK), *TOKENS_BILLED)
YEN_TOKENS = (*_token_prices("jpy", JPY_MTOK), *TOKENS_BILLED)
OVERFLOW_TOKENS = DOLLAR_TOKENS
RENTALS = {
    Kind.CLOUD: (*RENTED, *ON_DEMAND),
    Kind.RESERVED: (*RENTED, *RESERVED),
    Kind.SPOT: (*RENTED, *ON_DEMAND, *SPOT),
}

"""People, tasks, tokens and what an answer saves."""

from language.text import Text
from tco.model.rows import InputSpec
from tco.plan.inputs.writing import (
    JPY_YEAR,
    TOKENS,
    choice_input,
    number_input,
    share_input,
    whole_input,
    yen_input,
)


def adoption_inputs(years: int) -> tuple[InputSpec, ...]:
    """Return one adoption rate per year of operation, and the S-curve that may stand in their place."""
    yearly = tuple(
        share_input(
            "workload",
            f"adoption_y{year}",
            (f"利用率({year}年目)", f"Adoption, year {year}"),
            ("対象者のうち実際に使う人の割合", "Share of the users who really use it"),
            +1,
            slider=year == min(3, years),
        )
        for year in range(1, years + 1)
    )
    return (
        *yearly,
        choice_input(
            "workload",
            "adoption_path",
            ("利用率の伸び方", "Path of adoption"),
            ("年別の値か、S字曲線か", "The values per year, or an S-curve"),
            (("年別の値", "Values per year"), ("S字曲線", "S-curve")),
            0,
        ),
        share_input(
            "workload",
            "adoption_ceiling",
            ("S字曲線の上限", "Ceiling of the S-curve"),
            ("最終的な利用率", "Adoption in the end"),
            +1,
            neutral=0.7,
        ),
        number_input(
            "workload",
            "adoption_midpoint_month",
            ("S字曲線の中央の月", "Middle of the S-curve"),
            Text("か月目", "month"),
            ("上限の半分に達する月", "The month at which half the ceiling is reached"),
            (0, 84),
            1,
            "number",
            -1,
            neutral=12,
        ),
        number_input(
            "workload",
            "adoption_steepness",
            ("S字曲線の急さ", "Steepness of the S-curve"),
            Text("1/月", "per month"),
            ("大きいほど短い期間で広がる", "Larger: it spreads in less time"),
            (0.01, 3),
            0.05,
            "number",
            0,
            neutral=0.3,
        ),
    )


USE = (
    number_input(
        "workload",
        "users",
        ("対象者数", "Users"),
        Text("人", "people"),
        ("利用できる人の数", "People who may use it"),
        (0, 1_000_000),
        1,
        "whole",
        +1,
    ),
    number_input(
        "workload",
        "tasks_per_user_day",
        ("1人1日の作業件数", "Tasks per user and day"),
        Text("件/人日", "per user-day"),
        ("AIに任せる作業の件数", "Tasks handed to the AI"),
        (0, 100_000),
        0.5,
        "number",
        +1,
        True,
    ),
    share_input(
        "workload",
        "retry_share",
        ("聞き直しの割合", "Retries"),
        ("1件を終えるまでの追加の質問", "Further requests until a task is done"),
        -1,
        (0, 10),
    ),
    number_input(
        "tokens",
        "tokens_in_per_request",
        ("入力トークン", "Input tokens"),
        TOKENS,
        ("質問と添付する文書の合計。キャッシュ分を含む", "Question and passages, cached part included"),
        (0, 10_000_000),
        10,
        "number",
        -1,
    ),
    number_input(
        "tokens",
        "tokens_out_per_request",
        ("出力トークン", "Output tokens"),
        TOKENS,
        ("推論過程のトークンを含む", "Reasoning tokens included"),
        (0, 1_000_000),
        10,
        "number",
        -1,
    ),
    share_input(
        "tokens",
        "cached_share",
        ("キャッシュ率", "Cached share"),
        ("入力のうちキャッシュ単価になる割合", "Share of the input billed at the cached price"),
        +1,
    ),
    number_input(
        "benefit",
        "minutes_per_task_now",
        ("現状の作業時間", "Minutes per task today"),
        Text("分/件", "min per task"),
        ("何もしない場合に続く作業時間(参考)", "Work that goes on when nothing is done (for information)"),
        (0, 10_000),
        0.5,
    ),
    number_input(
        "benefit",
        "minutes_saved_per_task",
        ("1件当たり短縮時間", "Minutes saved per task"),
        Text("分/件", "min per task"),
        ("使える回答が得られたときの短縮", "Saved when the answer is usable"),
        (0, 10_000),
        0.5,
        "number",
        +1,
        True,
    ),
    share_input(
        "benefit",
        "usable_answer_share",
        ("使える回答の割合", "Usable answers"),
        ("評価での正答率", "Share of answers that passed the evaluation"),
        +1,
        slider=True,
    ),
    number_input(
        "benefit",
        "review_minutes_per_request",
        ("回答の確認時間", "Minutes to review an answer"),
        Text("分/回", "min per request"),
        ("人がすべての回答を確認する時間", "People check every answer"),
        (0, 1000),
        0.5,
        "number",
        -1,
    ),
)

FURTHER_USE = (
    yen_input(
        "common",
        "extra_build_jpy",
        ("追加の構築費", "Extra building cost"),
        ("共通基盤に加える分", "On top of the shared base"),
        neutral=0,
    ),
    yen_input(
        "common",
        "preparation_jpy",
        ("追加の文書整備費", "Extra data preparation"),
        ("この業務の文書と権限", "Documents and rights of this work"),
        neutral=0,
    ),
)

WORKLOAD = (
    whole_input(
        "workload",
        "workdays_per_year",
        ("年間稼働日数", "Workdays a year"),
        Text("日/年", "days a year"),
        ("就業カレンダー", "Company calendar"),
        (0, 366),
    ),
    share_input(
        "workload",
        "growth_per_month",
        ("件数の月間成長率", "Growth of tasks a month"),
        ("利用率とは別に、1人当たりの件数が増える速さ", "On top of adoption: tasks per user grow"),
        0,
        (-0.5, 0.5),
        neutral=0,
    ),
    share_input(
        "workload",
        "confidential_share",
        ("社外に出せない質問の割合", "Share that must stay inside"),
        ("社外のサービスでは処理できず、効果も生まない", "Outside services cannot serve it, nor earn on it"),
        0,
        neutral=0,
    ),
    share_input(
        "workload",
        "peak_hour_share",
        ("最繁時の集中率", "Share of the peak hour"),
        ("1日の件数のうち最も混む1時間の割合", "Share of a day's requests in its busiest hour"),
        -1,
    ),
    number_input(
        "workload",
        "burst_factor",
        ("最繁時の瞬間倍率", "Burst factor"),
        Text("倍", "times"),
        ("最繁時の平均に対する瞬間的な山", "Short peaks above the mean of the busiest hour"),
        (1, 100),
        0.1,
        "number",
        -1,
    ),
)

BENEFIT = (
    yen_input(
        "benefit",
        "wage_jpy_per_hour",
        ("人件費単価", "Loaded labour cost"),
        ("法定福利費を含む", "Social insurance included"),
        +1,
        Text("円/時", "JPY an hour"),
        (0, 1e6),
        100,
    ),
    share_input(
        "benefit",
        "redeployment_rate",
        ("実現率", "Redeployment rate"),
        ("空いた時間のうち実際に残業や外注の減少になる割合", "Share of freed time that becomes money"),
        +1,
        slider=True,
    ),
    yen_input(
        "benefit",
        "other_cash_jpy_per_year",
        ("その他の現金効果", "Other cash benefit"),
        ("外注費などの減少。利用率100%のとき", "Less outsourcing and the like, at 100 % adoption"),
        +1,
        JPY_YEAR,
    ),
)

SIZING = (
    share_input(
        "sizing",
        "utilisation_cap",
        ("利用率の上限", "Utilisation limit"),
        ("待ち時間を抑えるための余裕", "Headroom that keeps waiting short"),
        +1,
        (0.05, 1),
    ),
)

# W21: the working day of an office; weights, brought to a sum of 1 by the rows.
OFFICE_DAY = (0, 0, 0, 0, 0, 0, 1, 3, 8, 12, 14, 12, 6, 12, 12, 10, 8, 6, 3, 2, 1, 0, 0, 0)
HOURS = tuple(
    number_input(
        "hours",
        f"hour_{hour:02d}_weight",
        (f"{hour}時台の重み", f"Weight of {hour}:00"),
        Text("重み", "weight"),
        ("1日の質問の時間帯別の分布", "How the questions of a day spread over its hours"),
        (0, 1000),
        1,
        neutral=float(weight),
        spread="fixed",
    )
    for hour, weight in enumerate(OFFICE_DAY)
)

"""People, tasks and what an answer saves."""

from language.text import Text
from tco.five_year.inputs.writing import JPY_YEAR, number_input, share_input, yen_input

OPERATING_YEARS = 5

ADOPTION = tuple(
    share_input(
        "workload",
        f"adoption_y{year}",
        (f"利用率({year}年目)", f"Adoption, year {year}"),
        ("対象者のうち実際に使う人の割合", "Share of the users who really use it"),
        +1,
        slider=year == 3,
    )
    for year in range(1, OPERATING_YEARS + 1)
)

WORKLOAD = (
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
        (0, 1000),
        0.5,
        "number",
        +1,
        True,
    ),
    number_input(
        "workload",
        "workdays_per_year",
        ("年間稼働日数", "Workdays a year"),
        Text("日/年", "days a year"),
        ("就業カレンダー", "Company calendar"),
        (0, 366),
        1,
        "whole",
        0,
    ),
    *ADOPTION,
    share_input(
        "workload",
        "retry_share",
        ("聞き直しの割合", "Retries"),
        ("1件を終えるまでの追加の質問", "Further requests until a task is done"),
        -1,
        (0, 10),
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

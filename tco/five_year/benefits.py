"""What the work saved is worth: hours, capacity in yen, and cash, each a row of its own."""

from language.text import Text
from tco.five_year.writing import scalar, yearly
from tco.model.expression import const, if_, inp, row
from tco.model.functions import maximum, npv

HOURS = Text("時間/年", "hours a year")

BENEFITS = (
    yearly(
        "benefit.hours_saved",
        "benefit",
        ("短縮時間(総)", "Hours saved, gross"),
        row("workload.tasks") * inp("usable_answer_share") * inp("minutes_saved_per_task") / 60,
        ("使える回答が得られた作業だけ", "Only tasks with a usable answer"),
        HOURS,
        "number",
    ),
    yearly(
        "benefit.hours_reviewing",
        "benefit",
        ("確認時間", "Hours reviewing"),
        row("workload.requests") * inp("review_minutes_per_request") / 60,
        ("すべての回答を人が確認する", "People check every answer"),
        HOURS,
        "number",
    ),
    yearly(
        "benefit.hours",
        "benefit",
        ("短縮時間(純)", "Hours saved, net"),
        row("benefit.hours_saved") - row("benefit.hours_reviewing"),
        ("総短縮時間 − 確認時間。負なら仕事が増える", "Gross less review; negative means more work"),
        HOURS,
        "number",
    ),
    yearly(
        "benefit.capacity",
        "benefit",
        ("余力の金額換算", "Capacity in yen"),
        row("benefit.hours") * inp("wage_jpy_per_hour"),
        ("空いた時間の価値。現金ではない", "The value of freed time; it is not cash"),
    ),
    yearly(
        "benefit.redeployable",
        "benefit",
        ("現金になり得る余力", "Capacity that may become cash"),
        maximum(row("benefit.capacity"), 0),
        ("余力が負の年は0", "0 in years with negative capacity"),
    ),
    yearly(
        "benefit.cash_from_time",
        "benefit",
        ("短縮時間の現金効果", "Cash from freed time"),
        if_(
            row("benefit.capacity") > 0,
            row("benefit.redeployable") * inp("redeployment_rate"),
            row("benefit.capacity"),
        ),
        (
            "余力 × 実現率。増えた仕事は全額を費用とみる",
            "Capacity x redeployment rate; extra work counts in full",
        ),
    ),
    yearly(
        "benefit.other_cash",
        "benefit",
        ("その他の現金効果", "Other cash benefit"),
        inp("other_cash_jpy_per_year") * row("workload.adoption"),
        ("利用率に比例", "In proportion to adoption"),
    ),
    yearly(
        "benefit.cash",
        "benefit",
        ("現金効果", "Cash benefit"),
        row("benefit.cash_from_time") + row("benefit.other_cash"),
        ("投資評価に使う効果", "The benefit used in the appraisal"),
    ),
    scalar(
        "benefit.redeployable_pv",
        "benefit",
        ("余力をすべて現金にした場合の現在価値", "Present value of all capacity as cash"),
        npv(inp("discount_rate"), "benefit.redeployable") * (const(1) - inp("tax_rate")),
        ("税引後", "After tax"),
    ),
)

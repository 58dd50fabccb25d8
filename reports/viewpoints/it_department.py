"""情シス: who keeps it running, and what happens when it stops?"""

from language.text import Text
from reports.viewpoints.amounts import measured, million_yen
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Figure, View
from reports.workbook.words import UNKNOWN
from tco.assumptions import Scenario
from tco.plan.shape import DO_NOTHING

TITLE = Text("情シス", "IT department")
ABOUT = Text("運用・障害", "Operation and outages")
_SECONDS, _PER_SECOND = Text("秒", "s"), Text("回/秒", "a second")
_POLICY = (
    Text("社外にデータを送らない", "no data leaves the company"),
    Text("国内クラウドまで", "domestic cloud at most"),
    Text("社外のAPIも可", "external APIs are allowed"),
)


def page(basis: Basis) -> View:
    """Return the page of those who run it."""
    name = basis.option.key
    return View(
        question=Text(
            "誰が運用しますか。止まったとき、変わったときにどうしますか。",
            "Who runs it, and what happens when it stops or changes?",
        ),
        answer=_answer(basis),
        figures=(
            basis.of_input(f"{name}_ops_fte", Text("運用要員", "Operations staff")),
            _peak(basis),
            _tail(basis),
            basis.of_input(f"{name}_model_life_months", Text("モデルを使い続ける期間", "Model life")),
            basis.of_input(f"{name}_outage_days", Text("停止の日数", "Days of outage")),
            basis.of_input(f"{name}_exit_jpy", Text("終了・切替費", "Exit and switching cost")),
        ),
        points=(
            _where(basis),
            Text(
                "モデルが変わるたびに、同じ質問集で再評価します。その費用は計画に含めています。",
                "Every change of the model is evaluated again on the same questions; the plan pays for that.",
            ),
            _machines(basis),
            basis.evidence,
        ),
        asks=Text(
            "監視・障害連絡・権限管理で足りないもの、受け入れられない条件を書いてください。",
            "Name what is missing for monitoring, incident calls and access rights, and what cannot be accepted.",
        ),
        unknowns=(*basis.unknown_evaluation(), *basis.unknown_criteria()),
    )


def _answer(basis: Basis) -> Text:
    option = basis.option
    if option is DO_NOTHING:
        return Text(
            "提案できる案がないため、運用は発生しません。",
            "No option can be proposed, so there is nothing to run.",
        )
    line = basis.lines.get(f"{option.key}_ops_fte")
    people = UNKNOWN if line is None else measured(float(line.mode), Text("人(FTE)", "FTE"), 2)
    return Text(
        f"案は「{option.label.ja}」で、運用要員は {people.ja} を見込みます。",
        f"The option is {option.label.en}; operations need {people.en}.",
    )


def _peak(basis: Basis) -> Figure:
    label = Text("最繁時の質問", "Questions at the peak")
    peak = max(basis.results[Scenario.STANDARD].each("workload.peak_requests_per_second"))
    note = Text(
        "計画期間の最大。対象者数・件数・集中率から計算",
        "highest of the plan, from users, tasks and their peak",
    )
    return Figure(label, measured(peak, _PER_SECOND, 3), note)


def _tail(basis: Basis) -> Figure:
    label, best = Text("95%の回答が終わる時間", "95 % of answers end within"), basis.best
    if best is None or best.total_p95_s is None:
        return Figure(label, UNKNOWN, Text("測定していない", "not measured"), is_unknown=True)
    return Figure(
        label,
        measured(best.total_p95_s, _SECONDS),
        Text(f"実測（{best.name}、{best.hardware}）", f"measured ({best.name}, {best.hardware})"),
    )


def _where(basis: Basis) -> Text:
    line = basis.lines.get("data_policy")
    if line is None:
        return Text(
            "社外へのデータ送信の方針が未入力です。", "The policy on data leaving the company is not entered."
        )
    policy = _POLICY[int(line.mode)]
    return Text(
        f"データの方針: {policy.ja}。方針に合わない案は推奨しません。",
        f"Data policy: {policy.en}; options against it are not proposed.",
    )


def _machines(basis: Basis) -> Text:
    if not basis.option.has_machines:
        return Text(
            "自社で機器を持ちません。提供終了・値上げに備え、代替モデルを定期的に評価します。",
            "No machines of our own. A substitute is evaluated regularly in case of withdrawal or a price rise.",
        )
    power = million_yen(basis.yearly(f"{basis.option.key}.power"))
    return Text(
        f"機器を自社に置きます。電気代は年平均 {power.ja}、予備と保守を費用に含めています。",
        f"Machines stand on site: {power.en} of electricity a year; spare and maintenance are in the cost.",
    )

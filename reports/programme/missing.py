"""Which of the programme's sheets can be made, and what exactly is missing for the others."""

from collections.abc import Iterator

from language.text import Text
from reports.programme import Programme
from reports.programme.said import Said

TITLES = {
    9: Text("PoC結果", "Pilot results"),
    11: Text("ベンダー評価", "Vendors"),
    12: Text("リスクと対策", "Risks"),
    13: Text("体制・教育", "Structure and training"),
    14: Text("工程・判定・撤退", "Schedule, gates, exit"),
    15: Text("規制・契約確認", "Rules and contracts"),
    16: Text("補助金・税務メモ", "Subsidies and tax"),
    17: Text("承認履歴・反対意見", "Approvals and dissent"),
}


def missing_of(programme: Programme, number: int) -> Text | None:
    """Say what is missing for a sheet; None when it can be made. KeyError for a sheet of another part."""
    return _MISSING[number](programme)


def open_points_of(programme: Programme, number: int) -> Text | None:
    """Say what a sheet that is made still leaves open; None where nothing is."""
    finder = _OPEN.get(number)
    return finder(programme) if finder and missing_of(programme, number) is None else None


def _pilots(programme: Programme) -> Text | None:
    if not programme.pilots:
        return Text(
            "PoCが登録されていません。測定計画を作り、凍結してから測定してください。",
            "No pilot is recorded. Make a measurement plan, freeze it, then measure.",
        )
    if any(result.after is not None for pilot in programme.pilots for result in pilot.results):
        return None
    unfrozen = [pilot.name for pilot in programme.pilots if not pilot.plan_sha256]
    if unfrozen:
        names = _listed(unfrozen)
        return Text(f"測定計画が凍結されていません: {names.ja}", f"The plan is not frozen: {names.en}")
    names = _listed([pilot.name for pilot in programme.pilots])
    return Text(
        f"導入後の測定値がありません: {names.ja}", f"Nothing was measured after the start: {names.en}"
    )


def _vendors(programme: Programme) -> Text | None:
    if programme.vendors.uses:
        return None
    return Text(
        "モデル・実行場所・提供元の記録と質問票の回答がありません。",
        "No record of model, host and supplier, and no answered questionnaire.",
    )


def _risks(programme: Programme) -> Text | None:
    if programme.risks:
        return None
    return Text(
        "リスク登録簿が空です。発生度・影響度・対策・責任者を登録してください。",
        "The risk register is empty: enter likelihood, impact, response and owner.",
    )


def _structure(programme: Programme) -> Text | None:
    part = programme.structure
    if any(role.person for role in part.roles) or part.training or _any_known(programme):
        return None
    return Text(
        "役割の担当者、運用の準備状況、教育計画のいずれも登録されていません。",
        "No role has a person, no readiness item was checked, no training is planned.",
    )


def _any_known(programme: Programme) -> bool:
    return any(line.status != "unknown" for line in programme.structure.readiness)


def _schedule(programme: Programme) -> Text | None:
    if programme.schedule.gates or programme.schedule.spans:
        return None
    return Text("判定の対象となる業務テーマがありません。", "There is no use case with gates.")


def _rules(programme: Programme) -> Text | None:
    if any(line.applicability != "undecided" for line in programme.rules.requirements):
        return None
    if any(rule.checked_on for rule in programme.rules.watched):
        return None
    return Text(
        "要求事項の適用可否が1件も判断されていません。規制の変更も未確認です。",
        "No requirement was decided to apply or not, and no change of rules was checked.",
    )


def _subsidies(programme: Programme) -> Text | None:
    part = programme.subsidies
    if part is None or not part.notes:
        return Text("補助金・税務の記録がありません。", "No note on subsidies or tax.")
    if part.size.employees is None and part.size.capital_jpy is None:
        return Text(
            "会社の規模（従業員数・資本金）が未入力のため、対象かどうかを判断できません。",
            "The size of the company (employees, capital) is not entered, so eligibility cannot be judged.",
        )
    return None


def _approvals(programme: Programme) -> Text | None:
    if programme.approvals.steps or programme.approvals.decisions:
        return None
    return Text(
        "起案・合議・決裁の記録も、判定の決裁もありません。",
        "There is no step of an approval route and no decision at a gate.",
    )


def _listed(names: list[Said]) -> Text:
    texts = [name if isinstance(name, Text) else Text(name, name) for name in names]
    return Text("、".join(text.ja for text in texts), ", ".join(text.en for text in texts))


def _indicative(programme: Programme) -> Text | None:
    short = [pilot.name for pilot in programme.pilots if not pilot.is_firm]
    names = _listed(short)
    return Text(f"参考値: {names.ja}", f"Indicative: {names.en}") if short else None


def _open_musts(programme: Programme) -> Text | None:
    count = sum(len(use.open_musts) for use in programme.vendors.uses)
    return _counted(count, Text("未解決の必須項目 {n}件", "open musts: {n}"))


def _without_owner(programme: Programme) -> Text | None:
    count = sum(1 for risk in programme.risks if not risk.owner.strip() or risk.after is None)
    return _counted(
        count,
        Text("責任者または対策後の評価が未確認 {n}件", "without owner or rating after the response: {n}"),
    )


def _not_ready(programme: Programme) -> Text | None:
    count = sum(1 for line in programme.structure.readiness if line.must and line.status != "met")
    return _counted(count, Text("運用準備の必須項目の残り {n}件", "musts of readiness still open: {n}"))


def _no_kill_number(programme: Programme) -> Text | None:
    if programme.schedule.kill_lines:
        return None
    return Text("中止する数値が未設定", "no number is set at which we stop")


def _undecided(programme: Programme) -> Text | None:
    count = sum(1 for line in programme.rules.requirements if line.applicability == "undecided")
    return _counted(count, Text("適用可否が未判断 {n}件", "requirements not decided: {n}"))


def _unjudged(programme: Programme) -> Text | None:
    notes = programme.subsidies.notes if programme.subsidies else ()
    count = sum(1 for note in notes if note.eligibility == "unknown")
    return _counted(count, Text("対象かどうか未確認 {n}件", "eligibility unknown: {n}"))


def _waiting(programme: Programme) -> Text | None:
    if not programme.approvals.steps:
        return Text("稟議は未起案", "no request was submitted")
    count = sum(1 for step in programme.approvals.steps if step.at is None)
    return _counted(count, Text("回答待ち {n}件", "waiting for an answer: {n}"))


def _counted(count: int, words: Text) -> Text | None:
    return words.filled(n=count) if count else None


_OPEN = {
    9: _indicative,
    11: _open_musts,
    12: _without_owner,
    13: _not_ready,
    14: _no_kill_number,
    15: _undecided,
    16: _unjudged,
    17: _waiting,
}
_MISSING = {
    9: _pilots,
    11: _vendors,
    12: _risks,
    13: _structure,
    14: _schedule,
    15: _rules,
    16: _subsidies,
    17: _approvals,
}


def made_sheets(programme: Programme) -> Iterator[int]:
    """Yield the numbers of the sheets that can be made, in order."""
    return (number for number in _MISSING if missing_of(programme, number) is None)

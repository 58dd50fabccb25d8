"""How the details and targets of this app's audit entries read: states and rows of the books in words."""

from collections.abc import Iterator
from typing import Any

from accounts.audit_terms import (
    NONE,
    Said,
    Term,
    Worded,
    as_code,
    count,
    filled,
    first_of,
    moment,
    named,
    one_of,
    row_of,
    share,
    within,
    yen,
)  # fmt: skip
from governance.content.loader import books
from governance.content.operation import operation_book
from governance.control_states import (
    Applicability,
    Area,
    ClearanceAnswer,
    ControlStatus,
    Industry,
    WatchResult,
)
from governance.operation_states import IncidentState, PartyChoice, ReadinessState
from governance.vendor_states import GivenBy, OriginRole, SharedPart, SwitchDecision
from language.text import Text

WHOLE_COMPANY = Text("全社", "the whole company")
UNKNOWN = Text("不明", "unknown")
BOOKS = {
    "frameworks": Text("要求事項", "Requirements"),
    "roles": Text("役割と運用体制", "Roles and operation"),
    "regwatch": Text("規制の動向", "Watch on rules"),
    "vendor_questions": Text("ベンダー質問票", "Vendor questionnaire"),
    "programmes": Text("支援制度", "Support programmes"),
}
role_name = row_of(lambda: books().roles.roles)


def letters(value: Any) -> Said:
    """Roles with their letters: who does, answers, is asked or told."""
    if not isinstance(value, dict):
        return None
    rows = [(role_name(role), letter) for role, letter in value.items()]
    if not all(isinstance(name, Text) for name, _ in rows):
        return None
    ja = "、".join(f"{name.ja}: {letter}" for name, letter in rows if isinstance(name, Text))
    return Text(ja, ", ".join(f"{name.en}: {letter}" for name, letter in rows if isinstance(name, Text)))


def _questions() -> Iterator[Worded]:
    for section in books().vendors.sections:
        yield from section.questions


def _playbooks() -> Iterator[Worded]:
    yield from books().roles.playbooks


def _rows_of_books() -> Iterator[Worded]:
    """Every row that an update may ask to read again."""
    yield from books().frameworks.requirements
    yield from books().watch.items
    yield from books().roles.operating_readiness
    yield from books().roles.raci
    yield from _questions()


_OWN_ROW = filled(r"own:([0-9]+)", Text("自社で追加した項目 {0}", "Own row {0}"))
_VERSION = filled(r"([0-9]+)", Text("第{0}版", "Version {0}"))
_TRACK = row_of(lambda: books().roles.training_tracks)
_SESSION = within(r"(\S+) .+", _TRACK)
_COUNTRY = within(r"(\S+) .+", one_of(OriginRole))
_QUESTION = within(r".+ (\S+)", row_of(_questions))
_ANSWER = one_of(ClearanceAnswer)
TARGETS = {
    "control.recorded": row_of(lambda: books().frameworks.requirements),
    "control.declared": row_of(lambda: books().frameworks.requirements),
    "watch.confirmed": first_of(row_of(lambda: books().watch.items), _OWN_ROW),
    "watch.added": _OWN_ROW,
    "watch.closed": _OWN_ROW,
    "content.adopted": named(BOOKS),
    "content.reviewed": row_of(_rows_of_books),
    "role.assigned": role_name,
    "role.vacated": role_name,
    "raci.changed": row_of(lambda: books().roles.raci),
    "readiness.changed": row_of(lambda: books().roles.operating_readiness),
    "training.required": _TRACK,
    "training.need_dropped": _TRACK,
    "training.session_added": _SESSION,
    "training.attendance_recorded": _SESSION,
    "originrule.added": _COUNTRY,
    "originrule.changed": _COUNTRY,
    "vendoranswer.saved": _QUESTION,
    "vendorreply.rejected": _QUESTION,
    "usage_rule.written": _VERSION,
    "usage_rule.read": _VERSION,
    "drill.recorded": first_of(
        row_of(_playbooks), named({"fallback": Text("AIなしでの業務", "Work without AI")})
    ),
    "duty.agreed": within(r".*: (.+)", row_of(lambda: operation_book().duties)),
    "fail_safe.realised": within(r".*: (.+)", row_of(lambda: books().roles.fail_safe_patterns)),
    "fail_safe.dropped": within(r".*: (.+)", row_of(lambda: books().roles.fail_safe_patterns)),
    "risk.scale_changed": named(
        {"scale": Text("起こりやすさと影響の尺度", "Scales of likelihood and impact")}
    ),
    "usage_rule.readers_named": named({"": WHOLE_COMPANY}),
}
TERMS = {
    # whom and what it is about
    "system": Term(Text("AIシステム", "AI system"), empty=WHOLE_COMPANY),
    "person": Term(Text("氏名", "Person")),
    "person_name": Term(Text("担当者", "Person")),
    "deputy_name": Term(Text("代行者", "Deputy")),
    "escalation_name": Term(Text("エスカレーション先", "Escalation contact")),
    "owner_name": Term(Text("担当者", "Owner")),
    "people": Term(Text("人数", "People"), count),
    "at": Term(Text("日時", "When"), moment),
    "on": Term(Text("日付", "On")),
    "number": Term(Text("番号", "Number")),
    "row": Term(Text("記録の番号", "Number of the record")),
    # requirements, watch, editions
    "applicability": Term(Text("適用宣言", "Applicability"), one_of(Applicability)),
    "status": Term(Text("対応状況", "State"), one_of(ControlStatus)),
    "result": Term(Text("確認の結果", "Result"), one_of(WatchResult)),
    "confirmed_on": Term(Text("確認日", "Confirmed on")),
    "area": Term(Text("分野", "Area"), one_of(Area)),
    "answers": Term(Text("関係する回答数", "Answers concerned"), count),
    "confirm_again": Term(Text("再確認が必要な回答", "Answers to confirm again"), count),
    "renamed": Term(Text("番号が変わった回答", "Answers under a new id"), count),
    "archived": Term(Text("保管に移した回答", "Archived answers"), count),
    # the company's size
    "employees": Term(Text("従業員数", "Employees"), count, UNKNOWN),
    "capital_jpy": Term(Text("資本金", "Capital"), yen, UNKNOWN),
    "industry": Term(Text("業種", "Industry"), one_of(Industry)),
    "as_of": Term(Text("時点", "As of")),
    "source_text": Term(Text("出所", "Source")),
    # data clearance, four views
    "customer_contract": Term(Text("取引先との契約", "Customer contract"), _ANSWER),
    "export_control": Term(Text("輸出管理(外為法)", "Export control (FEFTA)"), _ANSWER),
    "personal_data": Term(Text("個人情報", "Personal data"), _ANSWER),
    "trade_secret": Term(Text("営業秘密", "Trade secret"), _ANSWER),
    # roles, duties, operation
    "letters": Term(Text("役割分担", "Letters"), letters),
    "party": Term(Text("分担", "Carried by"), one_of(PartyChoice)),
    "agreed_in": Term(Text("根拠(契約の条項など)", "Agreed in")),
    "deployment_mode": Term(
        Text("実行形態", "Deployment mode"), row_of(lambda: operation_book().deployment_modes)
    ),
    "deploy_plan": Term(Text("展開のしかた", "How it is brought out")),
    "monitor_plan": Term(Text("監視のしかた", "How it is watched")),
    "update_plan": Term(Text("更新のしかた", "How it is updated")),
    "stop_person": Term(Text("停止してよい人", "Who may stop it")),
    "stop_place": Term(Text("停止する場所", "Where it is stopped")),
    "stop_how": Term(Text("停止のしかた", "How it is stopped")),
    "stop_tried_on": Term(Text("停止を試した日", "Stop tried on"), empty=Text("未実施", "never")),
    "tried_on": Term(Text("試した日", "Tried on"), empty=Text("未実施", "never")),
    "state": Term(Text("状態", "State"), one_of(ReadinessState)),
    "started_on": Term(Text("開始日", "Started on")),
    "due_on": Term(Text("期限", "Due on")),
    "done_on": Term(Text("完了日", "Done on")),
    "evidence": Term(Text("証拠", "Evidence")),
    # risks, incidents, drills, tests
    "risk": Term(Text("リスクの番号", "Number of the risk")),
    "severity": Term(Text("重大度", "Severity"), row_of(lambda: books().roles.incident_severities)),
    "incident.state_changed:state": Term(Text("状態", "State"), one_of(IncidentState)),
    "step": Term(Text("対応手順の項目", "Step of the playbook")),
    "item": Term(
        Text("見直す項目", "What changes now"), row_of(lambda: books().roles.operating_readiness), NONE
    ),
    "passed": Term(Text("合格", "Passed")),
    "pass_share": Term(Text("合格ライン", "Pass line"), share),
    "found": Term(Text("見つけた誤り", "Errors found"), count),
    "planted": Term(Text("仕込んだ誤り", "Errors planted"), count),
    # vendors, exits, questionnaires
    "use": Term(Text("モデル利用の番号", "Number of the use")),
    "event": Term(Text("出来事の番号", "Number of the event")),
    "countries": Term(Text("国(出自・実行場所・運用者)", "Countries (origin, host, operators)")),
    "parts": Term(Text("取引先に示す項目", "Parts shown to customers"), one_of(SharedPart), NONE),
    "plan": Term(Text("乗換計画の番号", "Number of the exit plan")),
    "drill": Term(Text("訓練の番号", "Number of the drill")),
    "days": Term(Text("日数", "Days")),
    "tolerance.saved:days": Term(Text("乗換日数の上限", "Most days to switch")),
    "vendor": Term(Text("提供元の集中度の上限(HHI)", "Most concentration by supplier (HHI)")),
    "origin": Term(Text("モデルの出自の集中度の上限(HHI)", "Most concentration by origin (HHI)")),
    "host": Term(Text("実行場所の集中度の上限(HHI)", "Most concentration by place of operation (HHI)")),
    "decision": Term(Text("見直しの結論", "Decision"), one_of(SwitchDecision)),
    "next_on": Term(Text("次回の見直し日", "Next on")),
    "score": Term(Text("点", "Score"), empty=Text("採点なし", "not scored")),
    "given_by": Term(Text("回答した側", "Given by"), one_of(GivenBy)),
    "request": Term(Text("依頼の番号", "Number of the request")),
    "reply": Term(Text("回答の番号", "Number of the reply")),
    "vendorrequest.submitted:answers": Term(Text("回答数", "Answers"), count),
    "vendorrequest.opened:days": Term(Text("リンクの有効日数", "Days until the link expires")),
    "respondent": Term(Text("回答者", "Respondent")),
    # documents, rules
    "document": Term(Text("文書の番号", "Number of the document")),
    "text": Term(Text("本文のハッシュ(SHA-256)", "Hash of the text (SHA-256)"), as_code),
    "facts": Term(Text("根拠のハッシュ(SHA-256)", "Hash of the facts (SHA-256)"), as_code),
    "review_on": Term(Text("見直し日", "Review on")),
    "valid_from": Term(Text("適用開始日", "Valid from")),
}

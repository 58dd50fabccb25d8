"""What this app records in the audit trail, in words."""

from typing import Any

from accounts.audit_terms import (
    AuditWords,
    Said,
    Term,
    as_code,
    count,
    first_of,
    named,
    one_of,
    row_of,
    within,
)  # fmt: skip
from adoption.content.loader import gate_book, library
from adoption.pilot_states import DeviationKind, KpiRole, ReadingSource
from adoption.states import OutcomeChoice, RingiStepState
from language.text import Text

RINGI_FIELDS = {
    "gate": Text("判定", "Gate"),
    "title": Text("件名", "Subject"),
    "purpose": Text("目的", "Purpose"),
    "amount_jpy": Text("申請額", "Amount asked for"),
    "initial_jpy": Text("初期費用", "Initial cost"),
    "yearly_jpy": Text("年額費用", "Yearly cost"),
    "exit_condition": Text("撤退条件", "Exit condition"),
    "tax": Text("税の扱い", "Tax"),
    "safety": Text("安全への影響", "Effect on safety"),
}
USE_CASE_FIELDS = {
    "name": Text("名称", "Name"),
    "name_en": Text("英語名称", "Name in English"),
    "description": Text("説明", "Description"),
    "owner_name": Text("業務オーナー", "Process owner"),
    "library_id": Text("ライブラリの項目", "Entry of the library"),
}
READINGS = {
    "tasks": Text("作業ごとの測定", "readings of tasks"),
    "values": Text("KPIの値", "values of KPIs"),
}

_function = row_of(lambda: library().ringi.functions)


def _reviewers(value: Any) -> Said:
    """Who reviews for which function."""
    if not isinstance(value, dict):
        return None
    rows = [(_function(key), name) for key, name in value.items()]
    named_rows = [(words, name) for words, name in rows if isinstance(words, Text)]
    if len(named_rows) < len(rows):
        return None
    ja = "、".join(f"{words.ja}: {name}" for words, name in named_rows)
    return Text(ja, ", ".join(f"{words.en}: {name}" for words, name in named_rows))


def _limit(value: Any) -> Said:
    """Who decides up to which amount: title, yen or None, person."""
    match value:
        case [str(title), None, str(decider)]:
            return Text(f"{title} {decider}(上限なし)", f"{title} {decider} (no limit)")
        case [str(title), int(amount), str(decider)]:
            return Text(f"{title} {decider}({amount:,}円まで)", f"{title} {decider} (up to {amount:,} yen)")
    return None


WORDS = AuditWords(
    title=Text("導入の段階と稟議", "Adoption and approval"),
    actions={
        "use_case.created": Text("ユースケースを登録しました", "Added a use case"),
        "use_case.changed": Text("ユースケースを変更しました", "Changed the use case"),
        "use_case.placed": Text(
            "ユースケースを費用計画の対象業務に割り当てました", "Placed the use case in a cost plan"
        ),
        "canvas.changed": Text("ユースケース票を変更しました", "Changed the use-case canvas"),
        "triage.recorded": Text("リスク簡易判定を記録しました", "Recorded the risk triage"),
        "scoring.opened": Text("採点の受付を開始しました", "Opened a round of scoring"),
        "scoring.closed": Text("採点を締め切りました", "Closed the round of scoring"),
        "evidence.recorded": Text("証拠を記録しました", "Recorded evidence"),
        "evidence.run_linked": Text("評価の結果を証拠にしました", "Took an evaluation as evidence"),
        "evidence.cost_plan_linked": Text("費用計画を証拠にしました", "Took a cost plan as evidence"),
        "gate.decided": Text("判定を決裁しました", "Decided at a gate"),
        "kpi.chosen": Text("KPIを選びました", "Chose a KPI"),
        "kpi.changed": Text("KPIを変更しました", "Changed a KPI"),
        "kpi.removed": Text("KPIを外しました", "Removed a KPI"),
        "plan.saved": Text("測定計画の下書きを保存しました", "Saved the draft of the measurement plan"),
        "plan.frozen": Text("測定計画を凍結しました", "Froze the measurement plan"),
        "plan.new_version": Text(
            "測定計画の新しい版を作りました", "Made a new version of the measurement plan"
        ),
        "deviation.logged": Text("計画からの逸脱を記録しました", "Logged a deviation from the plan"),
        "readings.file_checked": Text(
            "測定値のファイルを確認しました(まだ取り込んでいません)",
            "Checked a file of readings, not yet imported",
        ),
        "readings.recorded": Text("測定値を記録しました", "Recorded readings"),
        "reading.corrected": Text("測定値を訂正しました", "Corrected a reading"),
        "reading_token.issued": Text(
            "測定値を送るトークンを発行しました", "Issued a token for sending readings"
        ),
        "reading_token.revoked": Text(
            "測定値を送るトークンを失効させました", "Revoked a token for sending readings"
        ),
        "ringi.drafted": Text("稟議を起案しました", "Drafted a request for approval"),
        "ringi.changed": Text("稟議の内容を変更しました", "Changed the request for approval"),
        "ringi.commented": Text("稟議にコメントしました", "Commented on the request for approval"),
        "ringi.submitted": Text("稟議を回付しました", "Submitted the request for approval"),
        "ringi.answered": Text("稟議に回答しました", "Answered the request for approval"),
        "ringi.put_off": Text("回覧を後閲にしました", "Left a circulation to be read afterwards"),
        "ringi.withdrawn": Text("稟議を取り下げました", "Withdrew the request for approval"),
        "ringi.reopened": Text(
            "内容の変更により、合議を再開しました", "Re-opened reviews because watched parts changed"
        ),
        "ringi.route_set": Text("稟議の決裁経路を設定しました", "Set the route of approval"),
    },
    terms={
        "role": Term(Text("役割", "Role"), one_of(KpiRole)),
        "kind": Term(Text("種類", "Kind"), first_of(one_of(DeviationKind), named(READINGS))),
        "recorded": Term(Text("記録した件数", "Recorded"), count),
        "ignored": Term(Text("登録済みのため除いた件数", "Left out, stored already"), count),
        "source": Term(Text("記録の方法", "Recorded by"), one_of(ReadingSource)),
        "by_name": Term(Text("記録者・トークンの名称", "Person or token")),
        "token": Term(Text("トークンの番号", "Number of the token")),
        "decision": Term(Text("決裁の番号", "Number of the decision")),
        "outcome": Term(Text("決裁", "Decision"), one_of(OutcomeChoice)),
        "recommended": Term(Text("推奨", "Recommended"), one_of(OutcomeChoice)),
        "snapshot_sha256": Term(
            Text("判断時の内容のハッシュ(SHA-256)", "Hash of what was seen (SHA-256)"), as_code
        ),
        "evidence": Term(Text("証拠の番号", "Number of the evidence")),
        "risk_class": Term(
            Text("リスク区分", "Risk class"), row_of(lambda: library().use_cases.risk_classes)
        ),
        "round": Term(Text("回", "Round")),
        "voters": Term(Text("採点者数", "Voters"), count),
        "use": Term(Text("対象業務", "Work"), as_code),
        "library_id": Term(
            Text("ライブラリの項目", "Entry of the library"),
            row_of(lambda: library().use_cases.usecases),
            Text("なし(自社で作成)", "none (our own)"),
        ),
        "canvas.changed:fields": Term(
            Text("変更した項目", "Changed fields"), row_of(lambda: library().workshop.canvas)
        ),
        "use_case.changed:fields": Term(Text("変更した項目", "Changed fields"), named(USE_CASE_FIELDS)),
        "ringi.changed:fields": Term(Text("変更した項目", "Changed fields"), named(RINGI_FIELDS)),
        "ringi": Term(Text("稟議の番号(内部)", "Number of the request (internal)")),
        "step": Term(Text("経路の番号(内部)", "Number of the step (internal)")),
        "steps": Term(Text("再開した経路の番号(内部)", "Numbers of the steps (internal)")),
        "answer": Term(Text("回答", "Answer"), one_of(RingiStepState)),
        "reviewers": Term(Text("合議の担当者", "Reviewers"), _reviewers),
        "limits": Term(Text("決裁権限", "Limits of authority"), _limit),
    },
    targets={
        "gate.decided": within(r".*: (.+)", row_of(lambda: gate_book().gates)),
        "deviation.logged": within(r".+ (\S+)", one_of(DeviationKind)),
    },
)

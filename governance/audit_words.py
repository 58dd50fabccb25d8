"""What this app records in the audit trail, in words."""

from accounts.audit_terms import AuditWords
from governance.audit_terms import TARGETS, TERMS
from language.text import Text

VENDORS = {
    "modelrecord.added": Text("モデルの記録を追加しました", "Added the record of a model"),
    "modelrecord.changed": Text("モデルの記録を変更しました", "Changed the record of a model"),
    "hostrecord.added": Text("実行場所の記録を追加しました", "Added the record of a host"),
    "hostrecord.changed": Text("実行場所の記録を変更しました", "Changed the record of a host"),
    "supplierrecord.added": Text("契約先の記録を追加しました", "Added the record of a supplier"),
    "supplierrecord.changed": Text("契約先の記録を変更しました", "Changed the record of a supplier"),
    "modeluse.added": Text("モデルの利用を登録しました", "Added the use of a model"),
    "modeluse.changed": Text("モデルの利用を変更しました", "Changed the use of a model"),
    "modeluse.ended": Text("モデルの利用を終了しました", "Ended the use of a model"),
    "modeluse.origin_approved": Text(
        "出自ポリシーに基づきモデルの利用を承認しました", "Approved the use under its countries"
    ),
    "modeluse.shared_parts": Text(
        "モデルの来歴書で取引先に示す項目を決めました", "Chose the parts of the provenance sheet to show"
    ),
    "originrule.added": Text("出自ポリシーの規則を追加しました", "Added a rule on an origin"),
    "originrule.changed": Text("出自ポリシーの規則を変更しました", "Changed a rule on an origin"),
    "vendorevent.added": Text("モデル・契約先の出来事を追加しました", "Added an event of a vendor"),
    "vendorevent.changed": Text("モデル・契約先の出来事を変更しました", "Changed an event of a vendor"),
    "vendorevent.removed": Text("モデル・契約先の出来事を削除しました", "Removed an event of a vendor"),
    "partneractivity.added": Text("協業先との活動を追加しました", "Added work with a partner"),
    "partneractivity.changed": Text("協業先との活動を変更しました", "Changed work with a partner"),
    "changereview.added": Text(
        "モデル変更後の再評価を記録しました", "Recorded the re-evaluation after a change"
    ),
    "vendoranswer.saved": Text(
        "ベンダー質問票の回答を保存しました", "Saved an answer of the vendor questionnaire"
    ),
    "vendorrequest.opened": Text(
        "提供元に質問票の回答を依頼しました", "Asked a supplier to answer the questionnaire"
    ),
    "vendorrequest.revoked": Text(
        "質問票の回答依頼を取り消しました", "Revoked a request to answer the questionnaire"
    ),
    "vendorrequest.submitted": Text(
        "提供元が質問票に回答しました", "The supplier answered the questionnaire"
    ),
    "vendorreply.rejected": Text(
        "提供元の回答を採用しませんでした", "Did not accept the answer of a supplier"
    ),
    "tolerance.saved": Text("許容する外部依存の範囲を定めました", "Set the dependence that is tolerated"),
    "exitplan.saved": Text("乗換計画を保存しました", "Saved the exit plan"),
    "exitdrill.started": Text("乗換訓練を開始しました", "Started an exit drill"),
    "exitdrill.ended": Text("乗換訓練を終了しました", "Ended an exit drill"),
    "switchreview.added": Text("四半期の乗換見直しを記録しました", "Recorded the quarterly switch review"),
}
RULES = {
    "control.recorded": Text("要求事項への対応状況を記録しました", "Recorded the state of a requirement"),
    "control.declared": Text("要求事項の適用を宣言しました", "Declared whether a requirement applies"),
    "watch.confirmed": Text("規制の動向を確認しました", "Confirmed a row of the watch on rules"),
    "watch.added": Text("監視する規制・要求を追加しました", "Added a rule or demand to watch"),
    "watch.closed": Text("規制・要求の監視を終了しました", "Stopped watching a rule or demand"),
    "content.adopted": Text("コンテンツの新しい版を取り込みました", "Adopted an edition of the content"),
    "content.reviewed": Text("変更された項目の回答を再確認しました", "Read a changed row beside its answers"),
    "company_size.entered": Text("会社の規模を入力しました", "Entered the size of the company"),
    "clearance.drafted": Text("データ投入可否の確認を作成しました", "Drafted a data clearance"),
    "clearance.approved": Text("データ投入を承認しました", "Approved a data clearance"),
    "clearance.rejected": Text("データ投入を却下しました", "Turned a data clearance down"),
    "document.drafted": Text("文書の下書きを保存しました", "Saved the draft of a document"),
    "document.approved": Text("文書を承認しました", "Approved a document"),
    "usage_rule.written": Text("利用ルールを作成しました", "Wrote a version of the usage rule"),
    "usage_rule.readers_named": Text(
        "利用ルールを読む人を登録しました", "Named who must read the usage rule"
    ),
    "usage_rule.reader_dropped": Text(
        "利用ルールを読む人から外しました", "Dropped a reader of the usage rule"
    ),
    "usage_rule.read": Text("利用ルールの読了を記録しました", "Recorded who read the usage rule"),
}
OPERATION = {
    "role.assigned": Text("役割の担当者を決めました", "Assigned a role"),
    "role.vacated": Text("役割の担当者を外しました", "Vacated a role"),
    "raci.changed": Text("役割分担表(RACI)を変更しました", "Changed a row of the RACI table"),
    "duty.agreed": Text("責務の分担を決めました", "Agreed who carries a duty"),
    "system.operation_described": Text(
        "AIシステムの運用方法を記録しました", "Described the operation of a system"
    ),
    "fail_safe.realised": Text(
        "フェールセーフの実現方法を記録しました", "Recorded how a fail-safe is realised"
    ),
    "fail_safe.dropped": Text("フェールセーフの記録を外しました", "Dropped a fail-safe"),
    "readiness.changed": Text("運用体制チェックを更新しました", "Changed an item of operating readiness"),
    "risk.added": Text("リスクを登録しました", "Added a risk"),
    "risk.changed": Text("リスクを変更しました", "Changed a risk"),
    "risk.scale_changed": Text("リスクの尺度を変更しました", "Changed the scale of risks"),
    "incident.reported": Text("事故・ヒヤリハットを報告しました", "Reported an incident"),
    "incident.first_action": Text("事故の初動を記録しました", "Recorded the first action"),
    "incident.step_done": Text("事故の対応手順を実施しました", "Did a step of the playbook"),
    "incident.noted": Text("事故の経過を追記しました", "Noted the course of an incident"),
    "incident.lesson": Text("事故の原因と教訓を記録しました", "Recorded cause and lesson of an incident"),
    "incident.state_changed": Text("事故の状態を変更しました", "Changed the state of an incident"),
    "drill.recorded": Text("訓練の結果を記録しました", "Recorded a drill"),
    "planted_test.created": Text("仕込み誤答の試験を作りました", "Made a planted-error test"),
    "planted_test.item_added": Text(
        "仕込み誤答の試験に文を追加しました", "Added a text to a planted-error test"
    ),
    "planted_test.item_removed": Text(
        "仕込み誤答の試験から文を外しました", "Removed a text from a planted-error test"
    ),
    "planted_test.taken": Text("仕込み誤答の試験を受けました", "Took a planted-error test"),
    "planted_test.typed_in": Text(
        "仕込み誤答の試験の結果を入力しました", "Typed in the result of a planted-error test"
    ),
    "training.required": Text("教育の対象者を登録しました", "Named who needs training"),
    "training.need_dropped": Text("教育の対象者から外しました", "Dropped a need of training"),
    "training.session_added": Text("教育の実施を登録しました", "Added a training session"),
    "training.attendance_recorded": Text(
        "教育の受講者を追加しました", "Recorded attendance of a training session"
    ),
}
WORDS = AuditWords(
    title=Text("ガバナンス", "Governance"),
    actions={**RULES, **OPERATION, **VENDORS},
    terms=TERMS,
    targets=TARGETS,
)

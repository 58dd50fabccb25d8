"""What this app records in the audit trail, in words."""

from accounts.audit_terms import AuditWords
from evaluations.audit_terms import TERMS
from language.text import Text

WORDS = AuditWords(
    title=Text("評価", "Evaluations"),
    actions={
        "document.added": Text("資料を登録しました", "Added a document"),
        "document.read": Text("資料を読み取りました", "Read the document"),
        "document.unpacked": Text("ZIPから資料を取り出しました", "Unpacked documents from a ZIP"),
        "document.refused": Text("資料を読み取れず、受け付けませんでした", "Refused a document"),
        "document.class_changed": Text("資料の機密区分を変更しました", "Changed the class of a document"),
        "document.removed": Text("資料を取り除きました", "Removed a document"),
        "test_set.imported": Text("質問集を取り込みました", "Imported a question set"),
        "test_set.drafting_started": Text("資料からの質問の作成を開始しました", "Started drafting questions"),
        "test_set.drafting_stopped": Text("資料からの質問の作成を停止しました", "Stopped drafting questions"),
        "test_set.drafted": Text("資料からの質問の作成が終了しました", "Drafting questions ended"),
        "test_set.frozen": Text("質問集を確定しました", "Froze the question set"),
        "test_set.version_made": Text(
            "質問集の新しい版を作りました", "Made a new version of the question set"
        ),
        "test_set.class_changed": Text(
            "質問集の機密区分を変更しました", "Changed the class of a question set"
        ),
        "test_item.approved": Text("質問を承認しました", "Approved a question"),
        "test_item.rejected": Text("質問を却下しました", "Rejected a question"),
        "test_item.edited": Text("質問を編集しました", "Edited a question"),
        "test_item.written": Text("質問を追加しました", "Wrote a question"),
        "test_item.read_again": Text(
            "質問を二人目として確認しました", "Read a question as the second reader"
        ),
        "run.started": Text("評価を開始しました", "Started an evaluation"),
        "run.pause_asked": Text("評価の一時停止を指示しました", "Asked to pause the evaluation"),
        "run.paused": Text("評価を一時停止しました", "Paused the evaluation"),
        "run.resumed": Text("評価を再開しました", "Resumed the evaluation"),
        "run.cancelled": Text("評価の中止を指示しました", "Asked to stop the evaluation"),
        "run.retried": Text("失敗した回答をやり直しました", "Put failed answers back in line"),
        "run.finished": Text("評価が終了しました", "The evaluation ended"),
        "run.failed": Text("評価が失敗しました", "The evaluation failed"),
        "answer.graded": Text("回答の正誤を人が判定しました", "Graded an answer by hand"),
        "answers.rated": Text("2つの回答を見比べて選びました", "Chose between two answers"),
        "judge.started": Text("審判モデルによる判定を開始しました", "Started judging by a model"),
        "judge.retried": Text("審判モデルによる判定をやり直しました", "Retried judging by a model"),
        "judge.finished": Text("審判モデルによる判定が終了しました", "Judging by a model ended"),
        "watch.set": Text("候補モデルの見張りを設定しました", "Set a watch on a candidate"),
        "watch.asked": Text("見張りの再評価を今すぐ実行するよう指示しました", "Asked for a repetition now"),
        "watch.repeated": Text("見張りの再評価を開始しました", "Started the repetition of a watch"),
        "watch.not_possible": Text(
            "見張りの再評価を実行できませんでした", "The repetition of a watch was not possible"
        ),
        "watch.judged": Text("見張りの結果を判定しました", "Judged the repetition of a watch"),
        "watch.seen": Text("見張りの通知を確認しました", "Took notice of an alarm"),
        "watch.stopped": Text("候補モデルの見張りを停止しました", "Stopped a watch"),
        "candidate.added": Text("候補モデルを登録しました", "Added a candidate"),
        "candidate.retired": Text("候補モデルの提供を終了しました", "Retired a candidate"),
        "candidate.reactivated": Text("候補モデルの提供を再開しました", "Reactivated a candidate"),
        "candidate.answers_imported": Text(
            "他のツールで得た回答を取り込みました", "Imported answers made elsewhere"
        ),
        "candidate.failed": Text("候補モデルを実行できませんでした", "A candidate failed"),
        "model.added": Text("モデルを登録しました", "Added a model"),
        "model.remote_code_allowed": Text(
            "モデル付属のコードの実行を許可しました", "Allowed a model to bring its own code"
        ),
        "model.remote_code_withdrawn": Text(
            "モデル付属のコードの実行許可を取り消しました", "Withdrew the allowance to bring its own code"
        ),
        "host.added": Text("実行場所を登録しました", "Added a host"),
        "host.changed": Text("実行場所を変更しました", "Changed a host"),
        "supplier.added": Text("提供元を登録しました", "Added a supplier"),
        "supplier.changed": Text("提供元を変更しました", "Changed a supplier"),
        "policy.allowed": Text("送信ポリシーで送信を許可しました", "Allowed sending"),
        "policy.taken_back": Text("送信ポリシーの許可を取り消しました", "Took an allowance to send back"),
        "policy.refused": Text("送信ポリシーにより送信を止めました", "Stopped a send by the sending policy"),
        "budget.month_cap_set": Text("月の上限額を変更しました", "Changed the cap of the month"),
        "budget.run_cap_set": Text("評価の上限額を変更しました", "Changed the cap of an evaluation"),
        "budget.call_closed": Text(
            "結果が不明な呼び出しの費用を確定しました", "Settled the cost of a call of unknown outcome"
        ),
        "price.entered": Text("候補モデルの単価を登録しました", "Entered a price of a candidate"),
        "exchange_rate.entered": Text("為替レートを登録しました", "Entered an exchange rate"),
        "compute_rate.entered": Text("機器の時間単価を登録しました", "Entered a rate per hour of hardware"),
    },
    terms=TERMS,
    targets={},
)

"""What this app records in the audit trail, in words."""

from accounts.audit_terms import AuditWords, Term, as_code, count, filled, moment
from language.text import Text

WORDS = AuditWords(
    title=Text("引き渡し", "Hand-over"),
    actions={
        "handover.requested": Text("引き渡しファイルの作成を依頼しました", "Asked for a hand-over file"),
        "handover.exported": Text("引き渡しファイルを作成しました", "Made the hand-over file"),
        "handover.downloaded": Text(
            "引き渡しファイルをダウンロードしました", "Downloaded the hand-over file"
        ),
        "handover.uploaded": Text("引き渡しファイルをアップロードしました", "Uploaded a hand-over file"),
        "handover.confirmed": Text(
            "引き渡しファイルの取り込みを承認しました", "Confirmed taking over the file"
        ),
        "handover.imported": Text(
            "引き渡しファイルから会社を取り込みました", "Took a company over from the file"
        ),
        "handover.received": Text(
            "別のサーバーから会社を受け入れました", "Received the company from another server"
        ),
        "handover.dropped": Text("引き渡しファイルを削除しました", "Removed the hand-over file"),
        "handover.trail_downloaded": Text(
            "元のサーバーの操作履歴をダウンロードしました", "Downloaded the audit trail of the other server"
        ),
    },
    terms={
        "bundle": Term(Text("引き渡しファイルの番号", "Number of the hand-over file")),
        "fingerprint": Term(Text("鍵の指紋", "Fingerprint of the key"), as_code),
        "rows": Term(Text("件数", "Rows"), count),
        "files": Term(Text("ファイル数", "Files"), count),
        "hashes": Term(Text("照合したハッシュの数", "Hashes that agree"), count),
        "made_by": Term(Text("作成者", "Made by")),
        "made_at": Term(Text("作成日時", "Made at"), moment),
        "slug": Term(Text("URL上の名称", "Name in addresses"), as_code),
    },
    targets={"": filled(r"bundle:([0-9]+)", Text("引き渡しファイル {0}", "Hand-over file {0}"))},
)

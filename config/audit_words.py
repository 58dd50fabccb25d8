"""What the samples record in the audit trail, in words."""

from accounts.audit_terms import AuditWords, Term
from language.text import Text

WORDS = AuditWords(
    title=Text("見本", "Samples"),
    actions={
        "sample.told": Text(
            "見本の会社に、架空の経過を書き込みました", "Wrote the invented story of the sample company"
        ),
        "sample.copy_removed": Text("見本の会社の控えを削除しました", "Removed a copy of the sample company"),
    },
    terms={"bundle": Term(Text("引き渡しファイルの番号", "Number of the hand-over file"))},
    targets={},
)

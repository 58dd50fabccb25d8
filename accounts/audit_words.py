"""What this app records in the audit trail, in words, and the keys that every app uses."""

from accounts.audit_terms import AuditWords, Term, as_code, one_of
from accounts.roles import Role
from language.text import Text

WORDS = AuditWords(
    title=Text("利用者", "Members"),
    actions={"member.added": Text("利用者を追加しました", "Added a member")},
    terms={"role": Term(Text("権限", "Role"), one_of(Role))},
    targets={},
)

COMMON = {
    "sha256": Term(Text("ハッシュ(SHA-256)", "Hash (SHA-256)"), as_code),
    "name": Term(Text("名称", "Name")),
    "note": Term(Text("備考", "Note")),
    "reason": Term(Text("理由", "Reason")),
    "source": Term(Text("出所", "Source")),
    "person": Term(Text("判断した人", "Person")),
    "plan": Term(Text("費用計画の番号", "Number of the cost plan")),
    "run": Term(Text("評価の番号", "Number of the evaluation")),
    "fields": Term(Text("対象の項目", "Fields"), as_code),
    "rows": Term(Text("行数", "Rows")),
    "version": Term(Text("版", "Version")),
    "before": Term(Text("変更前", "Before")),
    "after": Term(Text("変更後", "After")),
}

"""What this app records in the audit trail, in words."""

from accounts.audit_terms import AuditWords, Term, as_code, filled, first_of, one_of
from language.text import Text
from reports.states import ReportKind, ReportLanguage

WORDS = AuditWords(
    title=Text("報告書", "Reports"),
    actions={
        "report.requested": Text("報告書の作成を依頼しました", "Asked for a report"),
        "report.downloaded": Text("報告書をダウンロードしました", "Downloaded a report"),
        "report.previewed": Text("報告書を画面で表示しました", "Looked at a report on the screen"),
        "workbook.uploaded": Text("編集済みの報告書を読み込みました", "Uploaded an edited workbook"),
        "workbook.applied": Text(
            "報告書の変更を費用計画に反映しました", "Took changes of the workbook over into the cost plan"
        ),
        "workbook.dropped": Text(
            "報告書の変更を反映せずに終了しました", "Dropped the changes of the workbook"
        ),
        "costs.exported": Text("費用明細をCSVで出力しました", "Exported costs as CSV"),
    },
    terms={
        "language": Term(Text("言語", "Language"), one_of(ReportLanguage)),
        "kind": Term(Text("用途", "Made as"), one_of(ReportKind)),
        "format": Term(Text("形式", "Format"), lambda value: str(value).upper()),
        "revision": Term(Text("費用計画の版", "Revision of the cost plan")),
        "inputs": Term(Text("変更した前提条件", "Changed assumptions"), as_code),
    },
    targets={
        "": first_of(
            filled(r"report:([0-9]+)", Text("報告書 {0}", "Report {0}")),
            filled(r"upload:([0-9]+)", Text("読み込み {0}", "Upload {0}")),
            filled(r"calls:([0-9-]+)", Text("{0} の呼び出しの費用", "Costs of calls, {0}")),
            filled(r"bills:([0-9-]+)", Text("{0} の請求明細", "Bills, {0}")),
        )
    },
)

"""What a person can do wrong in this app: each error says what happened, what is safe, what to do."""

from language.text import Text
from reports.ringi_lint import Finding


class ReportRefused(Exception):
    """Base of this app's errors; `message` is for the person."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class NoCostPlan(ReportRefused):
    """There is nothing to calculate a workbook from."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "費用計画がないため、Excelを作成できません。何も変更していません。先に費用計画を作成してください。",
                "There is no cost plan, so no workbook can be made. Nothing was changed. Make a cost plan first.",
            )
        )


class NotReadyAsRequest(ReportRefused):
    """A report breaks rules that a request for approval must keep: `findings` say which."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Text(
                "稟議として出力できません。次の{n}点を直してください。まだ何も作成していません。"
                "参考資料としてであれば、このまま作成できます。",
                "This cannot go out as a request for approval: put the following {n} right. Nothing was made. "
                "As a workbook for reference it can be made as it is.",
            ).filled(n=len(findings))
        )
        self.findings = findings


BROKEN = Text(
    "Excelファイルの作成中に予期しない問題が起きました。計画・評価・判定のデータはそのままです。"
    "もう一度作成し、同じ表示が続くときは管理者に連絡してください。",
    "Something unexpected stopped the workbook. Plans, evaluations and decisions are unchanged. Make it again; tell "
    "the administrator if this message comes back.",
)

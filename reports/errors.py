"""What a person can do wrong in this app: each error says what happened, what is safe, what to do."""

from language.text import Text


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


BROKEN = Text(
    "Excelファイルの作成中に予期しない問題が起きました。計画・評価・判定のデータはそのままです。"
    "もう一度作成し、同じ表示が続くときは管理者に連絡してください。",
    "Something unexpected stopped the workbook. Plans, evaluations and decisions are unchanged. Make it again; tell "
    "the administrator if this message comes back.",
)

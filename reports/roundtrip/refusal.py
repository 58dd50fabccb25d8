"""What stops a workbook from being read back, in words."""

from intake import refusal as intake
from language.text import Text

KEPT = Text("サーバーの値は変更していません。", "Nothing on the server was changed.")


class WorkbookRefused(Exception):
    """`code` names the reason for tests and logs, `message` is for the person."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


_REASONS: dict[str, tuple[Text, Text]] = {
    **{code: intake.REASONS[code] for code in ("empty_file", "unreadable_table")},
    "too_large": (
        Text("ファイルが5MBを超えています。", "The file is larger than 5 MB."),
        Text(
            "「すべての回答」を含めずに報告書を作り直し、そのExcelを編集して読み込んでください。"
            "貼り付けた画像があれば除いてください。",
            "Make the report once more without the sheet of all answers, edit that workbook and bring it back. "
            "Leave out pictures that were pasted in.",
        ),
    ),
    "foreign": (
        Text("このシステムが作ったExcelではありません。", "This workbook was not made here."),
        Text(
            "報告書の一覧からダウンロードしたExcelを使ってください。",
            "Use a workbook downloaded from the list of reports.",
        ),
    ),
    "seal": (
        Text("識別情報が書き換えられています。", "The file's own identification was changed."),
        Text(
            "報告書の一覧からもう一度ダウンロードして編集してください。",
            "Download it again from the list and edit that.",
        ),
    ),
    "newer_schema": (
        Text("新しい版の形式で作られたExcelです。", "The workbook has the format of a newer version."),
        Text("このサーバーで作り直したExcelを使ってください。", "Use a workbook made by this server."),
    ),
    "decided": (
        Text("この取り込みはすでに処理済みです。", "This upload was decided already."),
        Text(
            "必要なら同じファイルをもう一度読み込んでください。", "Bring the file back once more if needed."
        ),
    ),
    "no_inputs": (
        Text("前提条件の入力欄が見つかりません。", "No input cells were found."),
        Text(
            "行や名前を削除していないExcelを使ってください。",
            "Use a copy whose rows and names were not deleted.",
        ),
    ),
}


def refused(code: str) -> WorkbookRefused:
    """Return the refusal of a reason: what happened, what is safe, what to do."""
    return at_the_door(intake.IntakeRefused(code, *_REASONS[code]))


def at_the_door(error: intake.IntakeRefused) -> WorkbookRefused:
    """Return the refusal of a file that was not even opened."""
    return WorkbookRefused(error.code, error.keeping(KEPT))


def too_heavy(detail: str) -> WorkbookRefused:
    """Return the refusal of a file that asks for more than reading a workbook may cost."""
    return at_the_door(intake.refused("zip_bomb", detail=detail))

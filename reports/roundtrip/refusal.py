"""What stops a workbook from being read back, in words."""

from language.text import Text

KEPT = Text("サーバーの値は変更していません。", "Nothing on the server was changed.")


class WorkbookRefused(Exception):
    """`code` names the reason for tests and logs, `message` is for the person."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


_REASONS: dict[str, tuple[Text, Text]] = {
    "empty": (
        Text("ファイルが空です。", "The file is empty."),
        Text("保存したExcelファイルを選び直してください。", "Choose the saved workbook again."),
    ),
    "too_large": (
        Text("ファイルが5MBを超えています。", "The file is larger than 5 MB."),
        Text(
            "画像や回答一覧のシートを除いて保存し直してください。",
            "Save it without pictures and without the sheet of answers.",
        ),
    ),
    "protected_or_old": (
        Text(
            "パスワード付きか、古い形式(.xls)のファイルです。",
            "The file has a password, or is an old .xls file.",
        ),
        Text(
            "パスワードを外し、「.xlsx」で保存してください。", "Take the password off and save it as .xlsx."
        ),
    ),
    "not_a_workbook": (
        Text("Excelファイル(.xlsx)ではありません。", "This is no Excel workbook (.xlsx)."),
        Text(
            "このシステムが作ったExcelを編集して読み込んでください。",
            "Edit a workbook made here and bring that back.",
        ),
    ),
    "damaged": (
        Text("ファイルが壊れています。", "The file is damaged."),
        Text("Excelで開いて保存し直してください。", "Open it in Excel and save it again."),
    ),
    "bomb": (
        Text("展開すると異常に大きくなるファイルです。", "The file grows abnormally when unpacked."),
        Text("Excelで開いて保存し直してください。", "Open it in Excel and save it again."),
    ),
    "path": (
        Text("ファイルの中に不正な名前の部品があります。", "A part inside the file has a forbidden name."),
        Text("Excelで開いて保存し直してください。", "Open it in Excel and save it again."),
    ),
    "macro": (
        Text("マクロを含むファイルです。", "The file holds macros."),
        Text("マクロなしの「.xlsx」で保存してください。", "Save it as .xlsx, without macros."),
    ),
    "external_link": (
        Text(
            "ほかのファイルやデータへの接続を含むファイルです。", "The file is linked to other files or data."
        ),
        Text(
            "リンクを解除し、値にして保存してください。",
            "Break the links, keep the values, and save it again.",
        ),
    ),
    "embedded": (
        Text("埋め込みオブジェクトを含むファイルです。", "The file holds embedded objects."),
        Text("オブジェクトを削除して保存してください。", "Remove the objects and save it again."),
    ),
    "entities": (
        Text("XMLに危険な宣言(DTD)があります。", "The XML carries a dangerous declaration (DTD)."),
        Text("Excelで開いて保存し直してください。", "Open it in Excel and save it again."),
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
    what, do = _REASONS[code]
    return WorkbookRefused(code, Text(f"{what.ja}{KEPT.ja}{do.ja}", f"{what.en} {KEPT.en} {do.en}"))

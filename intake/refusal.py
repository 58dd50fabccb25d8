"""Why a file is not let in: what happened and what to do; what stayed safe is for the app to say."""

from language.text import Text

NOTHING_TAKEN = Text("何も取り込んでいません。", "Nothing was imported.")

# code -> (what happened, what to do)
REASONS: dict[str, tuple[Text, Text]] = {
    "empty_file": (
        Text("ファイルの中身が空です(0バイト)。", "The file is empty (0 bytes)."),
        Text(
            "元のファイルを確かめ、もう一度選んでください。", "Check the original file and choose it again."
        ),
    ),
    "too_large": (
        Text(
            "ファイルが大きすぎます(上限 {limit_mib:,} MiB)。",
            "The file is too large (limit {limit_mib:,} MiB).",
        ),
        Text("ファイルを分けてください。", "Split the file."),
    ),
    "not_a_table": (
        Text("「{extension}」は対応していない形式です。", "Files of type “{extension}” cannot be read."),
        Text("XLSX か CSV で保存し直してください。", "Save it as XLSX or CSV."),
    ),
    "wrong_extension": (
        Text(
            "拡張子は「{extension}」ですが、中身が一致しません。",
            "The name ends in “{extension}”, but the content does not agree.",
        ),
        Text("XLSX か CSV で保存し直してください。", "Save it as XLSX or CSV."),
    ),
    "not_a_workbook": (
        Text("Excelファイル(.xlsx)ではありません。", "This is no Excel workbook (.xlsx)."),
        Text("Excelで「.xlsx」として保存し直してください。", "Save it in Excel as .xlsx."),
    ),
    "encrypted_office": (
        Text(
            "パスワード付きか、古い形式(.xls など)のファイルです。",
            "The file is protected by a password, or has an old format such as .xls.",
        ),
        Text(
            "パスワードを外し、「.xlsx」など今の形式で保存し直してください。",
            "Take the password off and save it in a present format such as .xlsx.",
        ),
    ),
    "macro_file": (
        Text("マクロを含むファイルです({part})。", "The file holds macros ({part})."),
        Text("マクロなしの形式で保存し直してください。", "Save it in a format without macros."),
    ),
    "embedded_object": (
        Text("埋め込みオブジェクトを含むファイルです({part})。", "The file holds embedded objects ({part})."),
        Text(
            "オブジェクトを削除するか図に変えて、保存し直してください。",
            "Remove the object, or make a picture of it, and save the file again.",
        ),
    ),
    "external_link": (
        Text(
            "ほかのファイルやデータへの接続を含むファイルです({part})。",
            "The file is linked to other files or data ({part}).",
        ),
        Text(
            "リンクを解除し、値にして保存し直してください。",
            "Break the links, keep the values, and save it again.",
        ),
    ),
    "zip_path": (
        Text(
            "ファイルの中に、不正な名前の部品があります({part})。",
            "A part inside the file has a forbidden name ({part}).",
        ),
        Text("元のアプリで開いて保存し直してください。", "Open it in its own application and save it again."),
    ),
    "zip_bomb": (
        Text(
            "展開すると異常に大きくなるファイルです({detail})。",
            "The file grows abnormally when unpacked ({detail}).",
        ),
        Text(
            "元のアプリで開いて保存し直すか、内容を分けてください。",
            "Open and save it in its own application, or split the content.",
        ),
    ),
    "xml_entities": (
        Text(
            "ファイル内の XML に危険な宣言(DTD)があります({part})。",
            "The XML inside the file carries a dangerous declaration (DTD, {part}).",
        ),
        Text(
            "元のアプリで新しいファイルとして保存し直してください。",
            "Save it as a new file in its own application.",
        ),
    ),
    "truncated_file": (
        Text(
            "ファイルが途中で切れているか、壊れているため読み取れません。",
            "The file is cut off or damaged and cannot be read.",
        ),
        Text(
            "元のファイルが開けることを確かめ、もう一度選んでください。",
            "Check that the original opens, then choose it again.",
        ),
    ),
    "unreadable_encoding": (
        Text(
            "文字コードを判定できません(UTF-8、CP932/Shift_JIS、EUC-JP のいずれでもありません)。",
            "The character encoding is none of UTF-8, CP932/Shift_JIS and EUC-JP.",
        ),
        Text(
            "「CSV UTF-8」など UTF-8 で保存し直してください。",
            "Save the file as UTF-8 (in Excel: “CSV UTF-8”).",
        ),
    ),
    "unreadable_table": (
        Text("表を読み取れませんでした。", "The table could not be read."),
        Text("Excelで開いて保存し直してください。", "Open it in Excel and save it again."),
    ),
    "too_many_rows": (
        Text("行が多すぎます(上限 {limit:,} 行)。", "There are too many rows (limit {limit:,})."),
        Text("ファイルを分けてください。", "Split the file."),
    ),
    "too_long_cell": (
        Text(
            "1つのセルに{limit:,}字を超える文字があります。", "A cell holds more than {limit:,} characters."
        ),
        Text("元のファイルを確かめてください。", "Check the original file."),
    ),
}


class IntakeRefused(Exception):
    """A file was not let in: `code` is stable, `what` happened, `action` says what to do."""

    def __init__(self, code: str, what: Text, action: Text) -> None:
        super().__init__(what.en)
        self.code, self.what, self.action = code, what, action

    @property
    def message(self) -> Text:
        """Return the whole sentence for a place where nothing was stored."""
        return self.keeping(NOTHING_TAKEN)

    def keeping(self, safe: Text) -> Text:
        """Return what happened, what is safe (in the words of an app), and what to do.

        >>> refused("empty_file").keeping(Text("単価はそのままです。", "Prices are unchanged.")).en
        'The file is empty (0 bytes). Prices are unchanged. Check the original file and choose it again.'
        """
        return Text(f"{self.what.ja}{safe.ja}{self.action.ja}", f"{self.what.en} {safe.en} {self.action.en}")


def refused(code: str, **values: object) -> IntakeRefused:
    """Build the refusal of one of REASONS; KeyError for a code without a sentence."""
    what, action = REASONS[code]
    return IntakeRefused(code, what.filled(**values), action)

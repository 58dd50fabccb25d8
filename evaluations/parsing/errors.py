"""A file that is not read, with a sentence for the person who uploaded it."""

from intake import refusal as intake
from language.text import Text

_AT_THE_DOOR = (
    "empty_file",
    "encrypted_office",
    "macro_file",
    "embedded_object",
    "zip_bomb",
    "xml_entities",
    "truncated_file",
    "unreadable_encoding",
)

# What is safe is the same every time, since nothing is written while a file is read.
SAFE = Text(
    "このファイルは使いません。ほかの資料には影響ありません。",
    "This file was not added; earlier documents are unchanged.",
)

# code -> (what happened, what to do); what any upload may be refused for has the sentence of the door
REASONS: dict[str, tuple[Text, Text]] = {
    **{code: intake.REASONS[code] for code in _AT_THE_DOOR},
    "too_large": (
        Text(
            "ファイルが大きすぎます(上限 {limit_mib:,} MiB)。",
            "The file is too large (limit {limit_mib:,} MiB).",
        ),
        Text("ファイルを分割してからアップロードしてください。", "Split the file and upload the parts."),
    ),
    "unknown_type": (
        Text("「{extension}」形式には対応していません。", 'Files of type "{extension}" cannot be read.'),
        Text(
            "PDF、DOCX、XLSX、PPTX、CSV、TXT、Markdown、HTML のいずれか、またはそれらの ZIP にしてください。",
            "Save it as PDF, DOCX, XLSX, PPTX, CSV, TXT, Markdown or HTML, or put such files into a ZIP.",
        ),
    ),
    "wrong_extension": (
        Text(
            "拡張子は「{extension}」ですが、中身は {actual_ja} です。",
            'The name ends in "{extension}", but the content is {actual_en}.',
        ),
        Text(
            "正しい拡張子に直すか、元のアプリで保存し直してください。",
            "Correct the extension, or save it again in the original application.",
        ),
    ),
    "encrypted_pdf": (
        Text("PDF がパスワードで保護されています。", "The PDF is protected by a password."),
        Text("パスワードを解除した PDF をアップロードしてください。", "Upload a copy without the password."),
    ),
    "encrypted_zip": (
        Text("ZIP がパスワードで保護されています。", "The ZIP is protected by a password."),
        Text("パスワードなしの ZIP を作り直してください。", "Make a ZIP without a password."),
    ),
    "zip_path": (
        Text(
            "ZIP の中に、フォルダーの外を指す名前があります({part})。",
            "A name inside the ZIP leads out of its folder ({part}).",
        ),
        Text(
            "ZIP の作成元を確認し、ファイルだけを集めて作り直してください。",
            "Check where the ZIP comes from, and make a new one of the files alone.",
        ),
    ),
    "zip_link": (
        Text(
            "ZIP の中に、別の場所を指すリンクがあります({part})。",
            "The ZIP holds a link to another place ({part}).",
        ),
        Text(
            "リンクの代わりに、実際のファイルを入れてください。", "Put the file itself in place of the link."
        ),
    ),
    "empty_zip": (
        Text(
            "ZIP の中に、読み取れる形式の資料がありません。",
            "The ZIP holds no document of a kind that can be read.",
        ),
        Text(
            "PDF、DOCX、XLSX、PPTX、CSV、TXT、Markdown、HTML のファイルを入れてください。",
            "Put PDF, DOCX, XLSX, PPTX, CSV, TXT, Markdown or HTML files into it.",
        ),
    ),
    "too_many_pages": (
        Text(
            "ページ数が多すぎます({pages:,} ページ、上限 {limit:,})。",
            "Too many pages ({pages:,}, limit {limit:,}).",
        ),
        Text("ファイルを分割してからアップロードしてください。", "Split the file and upload the parts."),
    ),
    "too_much_text": (
        Text(
            "文字または表のセルが多すぎます(上限 {limit:,})。",
            "The file holds too many characters or cells (limit {limit:,}).",
        ),
        Text("必要な部分だけに分割してください。", "Split it and keep the parts that are needed."),
    ),
    "too_slow": (
        Text(
            "読み取りが制限時間({seconds:g} 秒)内に終わりませんでした。",
            "Reading did not end within {seconds:g} s.",
        ),
        Text(
            "ファイルを分割するか、不要なシートやページを除いてください。",
            "Split it, or remove sheets or pages not needed.",
        ),
    ),
    "too_much_memory": (
        Text(
            "読み取りに必要なメモリが上限({limit_mib:,} MiB)を超えました。",
            "Reading needed more memory than allowed ({limit_mib:,} MiB).",
        ),
        Text(
            "ファイルを分割するか、不要なシートやページを除いてください。",
            "Split it, or remove sheets or pages not needed.",
        ),
    ),
    "parser_crashed": (
        Text(
            "ファイルの構造が不正なため、読み取りを中止しました。",
            "Reading was stopped: the file is malformed.",
        ),
        Text(
            "元のアプリで開いて保存し直してください。",
            "Open it in the original application and save it again.",
        ),
    ),
    "no_such_page": (
        Text("{number} ページは存在しません。", "There is no page {number}."),
        Text("資料のページ数を確認してください。", "Check how many pages the document has."),
    ),
}


class DocumentRefused(Exception):
    """A file was not read; `message` says what happened, what is safe and what to do."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message


def refused(code: str, **values: object) -> DocumentRefused:
    """Build the refusal of one of REASONS; raise KeyError for a code that has no sentence.

    >>> refused("empty_zip").message.en.split(". ")[1]
    'This file was not added; earlier documents are unchanged'
    """
    what, action = REASONS[code]
    return from_the_door(intake.IntakeRefused(code, what.filled(**values), action))


def from_the_door(error: intake.IntakeRefused) -> DocumentRefused:
    """Return the refusal of the door in the words of this package."""
    return DocumentRefused(error.code, error.keeping(SAFE))

"""What can be wrong with a bundle: each refusal says what happened, what is safe, what to do."""

from language.text import Text

NOTHING_IMPORTED = Text("何も取り込んでいません。", "Nothing was imported.")
NOTHING_EXPORTED = Text(
    "ファイルは作成していません。データはそのままです。", "No file was made. Your data is unchanged."
)
BROKEN = Text(
    "処理中に予期しない問題が起きました。組織のデータはそのままです。もう一度実行し、同じ表示が続くときは管理者に連絡してください。",
    "Something unexpected went wrong. The data of organisations is unchanged. Try again; tell the administrator if "
    "this message comes back.",
)
_AGAIN = Text(
    "送り主に、もう一度書き出して渡すよう依頼してください。", "Ask the sender to export it once more."
)


class BundleRefused(Exception):
    """`message` is for the person; `code` is stable."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


def not_exported(code: str, ja: str, en: str, **values: object) -> BundleRefused:
    """A refusal to write a bundle; the sentence says what to do at its end."""
    what = Text(ja, en).filled(**values)
    return BundleRefused(code, Text(f"{NOTHING_EXPORTED.ja}{what.ja}", f"{NOTHING_EXPORTED.en} {what.en}"))


def not_imported(code: str, ja: str, en: str, **values: object) -> BundleRefused:
    """A refusal to let a bundle in, with what is safe and what to do."""
    what = Text(ja, en).filled(**values)
    return BundleRefused(
        code,
        Text(f"{what.ja}{NOTHING_IMPORTED.ja}{_AGAIN.ja}", f"{what.en} {NOTHING_IMPORTED.en} {_AGAIN.en}"),
    )

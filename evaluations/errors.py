"""What a person can do wrong in this app: each error says what happened, what is safe, what to do."""

from typing import Any

from language.text import Text


class EvaluationRefused(Exception):
    """Base of this app's errors; `code` is stable, `message` is for the person."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message


def as_row(code: str, message: Text) -> dict[str, Any]:
    """The form in which reasons are stored in a JSON column."""
    return {"code": code, "ja": message.ja, "en": message.en}


def as_text(row: dict[str, Any] | None) -> Text | None:
    return Text(str(row["ja"]), str(row["en"])) if row else None

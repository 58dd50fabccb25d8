"""Content that breaks its schema or names something that does not exist."""

from language.text import Text


class ContentRefused(Exception):
    """A content file was refused; nothing that is stored was changed."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message

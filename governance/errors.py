"""What a person can get wrong in governance: one family, each with a sentence in both languages."""

from language.text import Text


class GovernanceRefused(Exception):
    """Something was refused; nothing was saved. `message` says what happened, what is safe and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message

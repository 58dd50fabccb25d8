"""What can be wrong with copying or removing the sample company."""

from language.text import Text


class SampleRefused(Exception):
    """`message` says what happened, what is safe, what to do."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(ja, en)

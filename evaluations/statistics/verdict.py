"""What an interval of a difference allows to be said, in words."""

from enum import Enum

from language.text import Text


class Verdict(Enum):
    """The candidate against the reference; the words come from the interval, never from the mean."""

    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "not_shown"
    TOO_FEW = "too_few"

    @property
    def text(self) -> Text:
        """Return the words for people."""
        return _WORDS[self]


_WORDS = {
    Verdict.BETTER: Text("上回る(有意差あり)", "better (significant difference)"),
    Verdict.WORSE: Text("下回る(有意差あり)", "worse (significant difference)"),
    Verdict.NOT_SHOWN: Text("有意差なし(差があるとは言えない)", "not shown to differ"),
    Verdict.TOO_FEW: Text("質問または文書が少なく判定できない", "too few questions or documents to tell"),
}


class NonInferiority(Enum):
    """Whether the candidate is at most a margin fixed beforehand worse than the reference."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    INFERIOR = "inferior"
    TOO_FEW = "too_few"

    @property
    def text(self) -> Text:
        """Return the words for people."""
        return _MARGIN_WORDS[self]


_MARGIN_WORDS = {
    NonInferiority.SHOWN: Text("劣らない(非劣性を確認)", "not inferior (shown)"),
    NonInferiority.NOT_SHOWN: Text("劣らないとは言えない", "not shown to be non-inferior"),
    NonInferiority.INFERIOR: Text("許容する差を超えて劣る", "inferior by more than the margin"),
    NonInferiority.TOO_FEW: Text(
        "質問または文書が少なく判定できない", "too few questions or documents to tell"
    ),
}

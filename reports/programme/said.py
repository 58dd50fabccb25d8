"""Words that somebody wrote, in one language or in both, and how sure a dated fact is."""

from typing import Literal

from language.text import Text

Said = str | Text
Certainty = Literal["official", "secondary_agree", "secondary_conflict", "proposal", "memory"]

"""What the answers of a questionnaire add up to: an unknown scores nothing and is counted beside the average."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.content.library import VendorQuestion, VendorSection

HIGHEST = 4


@dataclass(frozen=True)
class Tally:
    """`average` counts an unknown as 0, so that silence never looks good; None where nothing was asked."""

    asked: int
    unknown: int
    must_open: int
    average: float | None

    @property
    def known(self) -> int:
        return self.asked - self.unknown


def tally(questions: Iterable[VendorQuestion], scores: Mapping[str, int | None]) -> Tally:
    """Add up the scores (0 to 4) of some questions; a question without an entry is unknown, as is None.

    A must is open while it is unknown or 0. Raises ValueError for a score outside 0 to 4.

    >>> from language.text import Text
    >>> two = [VendorQuestion(one, Text("問", "Q"), True, "text") for one in ("A", "B")]
    >>> tally(two, {"A": 4})
    Tally(asked=2, unknown=1, must_open=1, average=2.0)
    """
    asked = list(questions)
    given = [scores.get(one.id) for one in asked]
    if any(score is not None and not 0 <= score <= HIGHEST for score in given):
        raise ValueError("a score is 0 to 4")
    return Tally(
        asked=len(asked),
        unknown=given.count(None),
        must_open=sum(one.must and not score for one, score in zip(asked, given, strict=True)),
        average=sum(score or 0 for score in given) / len(asked) if asked else None,
    )


def by_section(sections: Sequence[VendorSection], scores: Mapping[str, int | None]) -> dict[str, Tally]:
    """One tally for each section, by its id."""
    return {section.id: tally(section.questions, scores) for section in sections}


def overall(sections: Sequence[VendorSection], scores: Mapping[str, int | None]) -> Tally:
    """One tally of all questions."""
    return tally([one for section in sections for one in section.questions], scores)


# A large vendor can decide our price, supply and direction; the same size can pay for safety and continuity.
# Neither side is subtracted from the other: a person weighs them.
DEPENDENCE_SIDE = (
    "V-CUT-1",
    "V-CUT-2",
    "V-CUT-3",
    "V-PRC-2",
    "V-PRC-3",
    "V-LCK-1",
    "V-LCK-2",
    "V-LCK-3",
    "V-LCK-4",
)
SAFETY_SIDE = ("V-CUT-4", "V-CUT-5", "V-SAF-1", "V-SAF-2", "V-SAF-3", "V-SAF-4", "V-SAF-5", "V-SUP-1")
# How closed and open vendors compete since prices fell; measured quality stands in the evaluations.
CRITERIA: dict[str, tuple[str, ...]] = {
    "price": ("V-PRC-1", "V-PRC-2", "V-PRC-3", "V-PRC-4", "V-PRC-5"),
    "flexibility": ("V-LCK-1", "V-LCK-2", "V-LCK-3", "V-LIC-2", "V-CUT-2"),
    "transparency": ("V-LIC-3", "V-LIC-4", "V-SAF-1", "V-SAF-2", "V-SAF-5"),
    "cloud_link": ("V-DAT-7", "V-JUR-2", "V-CUT-4"),
    "support": ("V-SUP-1", "V-SUP-2", "V-SAF-6"),
}


def of_some(sections: Sequence[VendorSection], ids: Iterable[str], scores: Mapping[str, int | None]) -> Tally:
    """One tally of the named questions that the adopted questionnaire asks."""
    known = {one.id: one for section in sections for one in section.questions}
    return tally([known[one] for one in ids if one in known], scores)


def mean_averages(tallies: Iterable[Tally]) -> float | None:
    """The mean of several averages of one group; None without any."""
    found = [one.average for one in tallies if one.average is not None]
    return sum(found) / len(found) if found else None

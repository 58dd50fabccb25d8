"""Subsidies and tax rules as data, and whether a company of a given size can use them.

What figures decide is decided here; what they cannot (a wage rise, a registered tool) is named beside it. Nothing here
is advice: every row says how sure it is and whom to ask.
"""

from dataclasses import dataclass
from typing import Literal

from content.checking import check_known, check_unique
from content.reading import refuse
from language.text import Text

SizeClass = Literal["small_medium", "mid_size", "large"]
Industry = Literal["manufacturing", "wholesale", "retail", "service"]
Certainty = Literal["official", "secondary_agree", "secondary_conflict", "proposal", "memory"]
Verdict = Literal["eligible", "not_eligible", "unknown"]


@dataclass(frozen=True)
class SizeLimit:
    """A company is small or medium when its capital or its staff is within the limit of its industry."""

    industry: Industry
    capital_jpy_at_most: int
    employees_at_most: int
    certainty: Certainty


@dataclass(frozen=True)
class Threshold:
    """A figure that must not be passed; one from memory decides nothing, it only asks."""

    fact: Literal["employees", "capital_jpy"]
    at_most: int
    certainty: Certainty


@dataclass(frozen=True)
class Programme:
    """A subsidy or a tax rule; `terms` are further conditions that no figure decides."""

    id: str
    name: Text
    kind: Literal["subsidy", "tax"]
    watch: str
    sizes: tuple[SizeClass, ...]
    sizes_certainty: Certainty
    thresholds: tuple[Threshold, ...]
    terms: tuple[Text, ...]
    amount: Text
    deadline: Text
    certainty: Certainty
    sources: tuple[str, ...]
    was: str = ""


@dataclass(frozen=True)
class ProgrammeBook:
    version: str
    limits_source: str
    mid_size_employees_at_most: int
    limits: tuple[SizeLimit, ...]
    advice: Text
    programmes: tuple[Programme, ...]


@dataclass(frozen=True)
class Size:
    """What a company entered about itself; None is not known."""

    employees: int | None
    capital_jpy: int | None
    industry: Industry


@dataclass(frozen=True)
class Eligibility:
    """A verdict with the sentences that led to it."""

    verdict: Verdict
    reasons: tuple[Text, ...]


SIZE_WORDS: dict[SizeClass, Text] = {
    "small_medium": Text("中小企業", "small or medium company"),
    "mid_size": Text("中堅企業", "mid-size company"),
    "large": Text("大企業", "large company"),
}
FACT_WORDS = {
    "employees": Text("従業員数{value:,}人以下", "at most {value:,} employees"),
    "capital_jpy": Text("資本金{value:,}円以下", "capital of at most JPY {value:,}"),
}


def size_class(book: ProgrammeBook, size: Size) -> SizeClass | None:
    """Return the class of a company; None while the figures do not decide it.

    A manufacturer with 320 employees and JPY 90 million of capital is small or medium: one figure within is enough.
    """
    limit = limit_of(book, size)
    if within(size.capital_jpy, limit.capital_jpy_at_most) or within(size.employees, limit.employees_at_most):
        return "small_medium"
    if size.capital_jpy is None or size.employees is None:
        return None
    return "mid_size" if size.employees <= book.mid_size_employees_at_most else "large"


def limit_of(book: ProgrammeBook, size: Size) -> SizeLimit:
    """The limit of the company's industry."""
    return next(one for one in book.limits if one.industry == size.industry)


def within(value: int | None, at_most: int) -> bool:
    return value is not None and value <= at_most


def eligibility(book: ProgrammeBook, programme: Programme, size: Size | None) -> Eligibility:
    """Return whether a company of this size can use a programme; unknown figures never make it eligible."""
    if size is None:
        return Eligibility("unknown", (Text("会社の規模が未入力です", "The company's size is not entered"),))
    checks = [_by_class(book, programme, size), *(_by_figure(one, size) for one in programme.thresholds)]
    reasons = tuple(check.reasons[0] for check in checks)
    for verdict in ("not_eligible", "unknown"):
        if any(check.verdict == verdict for check in checks):
            return Eligibility(verdict, reasons)
    return Eligibility("eligible", reasons)


def _by_class(book: ProgrammeBook, programme: Programme, size: Size) -> Eligibility:
    found = size_class(book, size)
    wanted = Text(
        "・".join(SIZE_WORDS[one].ja for one in programme.sizes),
        ", ".join(SIZE_WORDS[one].en for one in programme.sizes),
    )
    if found is None:
        return Eligibility("unknown", (_asks(wanted, Text("規模が未確定", "class not settled")),))
    passed = found in programme.sizes
    everyone = len(programme.sizes) == len(SIZE_WORDS)
    remembered = not everyone and limit_of(book, size).certainty == "memory"
    certainty = "memory" if remembered else programme.sizes_certainty
    return _judged(passed, certainty, _asks(wanted, SIZE_WORDS[found]))


def _by_figure(threshold: Threshold, size: Size) -> Eligibility:
    value = getattr(size, threshold.fact)
    wanted = FACT_WORDS[threshold.fact].filled(value=threshold.at_most)
    if value is None:
        return Eligibility("unknown", (_asks(wanted, Text("未入力", "not entered")),))
    passed = value <= threshold.at_most
    return _judged(passed, threshold.certainty, _asks(wanted, Text(f"{value:,}", f"{value:,}")))


def _judged(passed: bool, certainty: Certainty, reason: Text) -> Eligibility:
    if certainty == "memory":
        return Eligibility("unknown", (Text(f"{reason.ja} 要確認", f"{reason.en} (to be checked)"),))
    return Eligibility("eligible" if passed else "not_eligible", (reason,))


def _asks(wanted: Text, ours: Text) -> Text:
    return Text(f"対象: {wanted.ja}(当社: {ours.ja})", f"for: {wanted.en} (we: {ours.en})")


def check_programmes(book: ProgrammeBook, watched: list[str]) -> None:
    """Every programme belongs to a watched row, and every industry has its limit once."""
    check_unique((one.id for one in book.programmes), "programmes.yaml")
    check_unique((one.industry for one in book.limits), "programmes.yaml limits")
    if len(book.limits) != len(Industry.__args__):  # type: ignore[attr-defined]
        raise refuse("programmes.yaml limits", "業種が足りません", "an industry is missing")
    for one in book.programmes:
        check_known([one.watch], watched, f"programmes.yaml {one.id}")
        if not one.sources or not one.sizes:
            raise refuse(f"programmes.yaml {one.id}", "出典か対象がありません", "it has no source or no size")

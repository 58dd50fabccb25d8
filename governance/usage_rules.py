"""The usage rule in force, and who of those who must has read it."""

from dataclasses import dataclass
from typing import cast

from accounts.models import Organization
from governance.models import AiSystem, RuleReader, RuleReceipt, UsageRule
from governance.overviews.people import person_key


@dataclass(frozen=True)
class ReaderLine:
    reader: RuleReader
    receipt: RuleReceipt | None


@dataclass(frozen=True)
class Reading:
    """A rule in force beside those who must have read it; without rule or readers nothing is known."""

    rule: UsageRule | None
    lines: tuple[ReaderLine, ...]

    @property
    def read(self) -> int:
        return sum(line.receipt is not None for line in self.lines)

    @property
    def status(self) -> str | None:
        """`done` when everybody read the version in force; None while nobody is named or no rule is in force."""
        if self.rule is None or not self.lines:
            return None
        if self.read == len(self.lines):
            return "done"
        return "in_progress" if self.read else "not_started"


def current_rule(organization: Organization) -> UsageRule | None:
    """The newest version."""
    found = UsageRule.objects.filter(organization=organization).order_by("-version").first()
    return cast("UsageRule | None", found)


def reading_of(organization: Organization, system: AiSystem | None) -> Reading:
    """Who must read for this system and for the company as a whole; a name counts once."""
    rule = current_rule(organization)
    receipts = RuleReceipt.objects.filter(rule=rule).order_by("-pk") if rule else ()
    read = {person_key(one.person): one for one in receipts}
    named = RuleReader.objects.filter(organization=organization, system=None)
    if system is not None:
        named = named | RuleReader.objects.filter(organization=organization, system=system)
    once = {person_key(one.person): one for one in named.order_by("-pk")}
    readers = sorted(once.items(), key=lambda item: item[1].pk)
    return Reading(rule, tuple(ReaderLine(one, read.get(key)) for key, one in readers))

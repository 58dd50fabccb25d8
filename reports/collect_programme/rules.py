"""Requirements, the watch on rules, and the notes on subsidies and tax as the workbook prints them."""

from typing import cast

from accounts.models import Organization
from governance.control_states import Applicability, Force
from governance.controls import RequirementLine as AnsweredRequirement
from governance.controls import requirement_lines
from governance.models import AiSystem
from governance.programmes import ProgrammeLine, class_words, current_size, programme_lines
from governance.rules_watch import WatchLine, watch_lines
from language.text import Text
from reports.collect_programme.wording import choice_text, joined
from reports.programme import rules
from reports.programme.said import Certainty

_MONEY = ("JP-SUBSIDY", "JP-TAX")
_STATES: dict[str, rules.RequirementState] = {
    "not_started": "not_done",
    "in_progress": "partly",
    "done": "done",
}


def rules_of(organization: Organization, system: AiSystem | None) -> rules.RulesPart:
    """Every requirement with the answer that counts, and every rule that is watched."""
    return rules.RulesPart(
        requirements=tuple(_requirement(line) for line in requirement_lines(organization, system)),
        watched=tuple(_watched(line) for line in watch_lines(organization) if line.area not in _MONEY),
    )


def subsidies_of(organization: Organization) -> rules.SubsidyPart:
    """Subsidies and tax rules beside the size of the company that was entered last."""
    entered = current_size(organization)
    checked = {line.key: line for line in watch_lines(organization)}
    size = rules.CompanySize(
        entered.employees if entered else None,
        entered.capital_jpy if entered else None,
        class_words(entered),
    )
    notes = tuple(_note(line, checked.get(line.programme.watch)) for line in programme_lines(entered))
    return rules.SubsidyPart(size, notes)


def _requirement(line: AnsweredRequirement) -> rules.RequirementLine:
    row, one = line.record, line.requirement
    return rules.RequirementLine(
        id=one.id,
        framework=line.framework.name,
        name=one.name,
        reference=one.ref,
        gate=one.gate,
        applicability=_applicability(line),
        state=_STATES.get(line.state, "unknown"),
        evidence=(row.evidence or row.reason) if row else "",
        checked_on=row.checked_on if row else None,
        certainty="memory" if one.verify else "official",
        owner=row.owner_name if row else "",
    )


def _applicability(line: AnsweredRequirement) -> rules.Applicability:
    """An answer to other words than the present ones is no answer."""
    if line.record is None or not line.is_declared:
        return "undecided"
    return "not_applicable" if line.record.applicability == Applicability.NOT_APPLICABLE else "applicable"


def _watched(line: WatchLine) -> rules.WatchedRule:
    """Who confirmed other words than the present ones confirmed nothing."""
    last = line.last if line.age_days is not None else None
    return rules.WatchedRule(
        id=line.key if line.own is None else f"OWN-{line.own.pk}",
        name=line.name,
        force=choice_text(Force(line.force).label),
        dates="\n".join(one.date for one in line.dates),
        certainty=cast(Certainty, line.certainty),
        action=line.action or line.note or Text("", ""),
        checked_on=last.confirmed_on if last else None,
        checked_by=last.confirmed_by_name if last else "",
    )


def _note(line: ProgrammeLine, watched: WatchLine | None) -> rules.SubsidyNote:
    one, judged = line.programme, line.eligibility
    return rules.SubsidyNote(
        id=one.id,
        name=one.name,
        is_tax=one.kind == "tax",
        eligibility=judged.verdict,
        rule=joined([*judged.reasons, *one.terms], "\n", "\n"),
        amount=one.amount,
        deadline=one.deadline,
        certainty=one.certainty,
        sources="\n".join(one.sources),
        checked_on=watched.last.confirmed_on if watched and watched.last else None,
        checked_by=watched.last.confirmed_by_name if watched and watched.last else "",
    )

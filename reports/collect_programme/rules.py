"""Requirements, the watch on rules, and the notes on subsidies and tax as the workbook prints them."""

from typing import cast

from accounts.models import Organization
from governance.content.library import WatchItem
from governance.control_states import Applicability, Force, Industry
from governance.controls import RequirementLine as AnsweredRequirement
from governance.controls import requirement_lines
from governance.editions import watch_of
from governance.models import AiSystem, OwnWatchItem, WatchConfirmation
from governance.models import CompanySize as EnteredSize
from language.text import Text
from reports.collect_programme.wording import choice_text
from reports.programme import rules
from reports.programme.said import Certainty

_MONEY = ("JP-SUBSIDY", "JP-TAX")
_STATES: dict[str, rules.RequirementState] = {
    "not_started": "not_done",
    "in_progress": "partly",
    "done": "done",
}
Confirmations = dict[str, WatchConfirmation]


def rules_of(organization: Organization, system: AiSystem | None) -> rules.RulesPart:
    """Every requirement with the answer that counts, and every rule that is watched."""
    confirmed = _confirmations(organization)
    shipped = [item for item in watch_of(organization).items if item.area not in _MONEY]
    own = OwnWatchItem.objects.filter(organization=organization, closed_at=None).exclude(area__in=_MONEY)
    return rules.RulesPart(
        requirements=tuple(_requirement(line) for line in requirement_lines(organization, system)),
        watched=(
            *(_shipped(item, confirmed.get(item.id)) for item in shipped),
            *(_own(item, confirmed.get(f"own:{item.pk}")) for item in own),
        ),
    )


def subsidies_of(organization: Organization) -> rules.SubsidyPart:
    """Notes on money beside the newest size of the company; nobody judged eligibility, so it stays unknown."""
    confirmed = _confirmations(organization)
    entered = EnteredSize.objects.filter(organization=organization).order_by("-pk").first()
    notes = [item for item in watch_of(organization).items if item.area in _MONEY]
    return rules.SubsidyPart(_size(entered), tuple(_note(item, confirmed.get(item.id)) for item in notes))


def _confirmations(organization: Organization) -> Confirmations:
    """The newest confirmation of each row."""
    rows = WatchConfirmation.objects.filter(organization=organization).order_by("pk")
    return {row.item_key: row for row in rows}


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


def _shipped(item: WatchItem, confirmed: WatchConfirmation | None) -> rules.WatchedRule:
    return rules.WatchedRule(
        id=item.id,
        name=item.name,
        force=choice_text(Force(item.force).label),
        dates=_dates(item),
        certainty=item.certainty,
        action=item.action or item.note or Text("", ""),
        checked_on=confirmed.confirmed_on if confirmed else None,
        checked_by=confirmed.confirmed_by_name if confirmed else "",
    )


def _own(item: OwnWatchItem, confirmed: WatchConfirmation | None) -> rules.WatchedRule:
    return rules.WatchedRule(
        id=f"OWN-{item.pk}",
        name=Text(item.name, item.name),
        force=choice_text(Force(item.force).label),
        dates=item.applies_on.isoformat() if item.applies_on else "",
        certainty=cast(Certainty, item.certainty),
        action=item.action,
        checked_on=confirmed.confirmed_on if confirmed else None,
        checked_by=confirmed.confirmed_by_name if confirmed else "",
    )


def _dates(item: WatchItem) -> str:
    return "\n".join(one.date for one in item.dates)


def _note(item: WatchItem, confirmed: WatchConfirmation | None) -> rules.SubsidyNote:
    dates = [Text(f"{one.date} {one.what.ja}", f"{one.date} {one.what.en}") for one in item.dates]
    return rules.SubsidyNote(
        id=item.id,
        name=item.name,
        is_tax=item.area == "JP-TAX",
        eligibility="unknown",
        rule=item.note or Text("", ""),
        amount=item.action or Text("", ""),
        deadline=Text("\n".join(one.ja for one in dates), "\n".join(one.en for one in dates)),
        certainty=item.certainty,
        sources="\n".join(item.sources),
        checked_on=confirmed.confirmed_on if confirmed else None,
    )


def _size(entered: EnteredSize | None) -> rules.CompanySize:
    if entered is None:
        return rules.CompanySize(None, None, None)
    return rules.CompanySize(
        entered.employees, entered.capital_jpy, choice_text(Industry(entered.industry).label)
    )

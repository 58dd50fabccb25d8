"""Rules of the sample company: usage rule and clearance before the pilot, declarations before operation, the watch."""

from typing import Any

from accounts.models import Organization
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.people import People
from governance.clearances import newest_clearance
from governance.content.loader import books
from governance.content.usage_rule import first_text
from governance.controls import current_records, requirement_lines
from governance.models import AiSystem
from governance.programmes import current_size
from governance.rules_watch import watch_lines
from governance.services.clearances import (
    ClearanceDraft,
    ClearanceVerdict,
    decide_clearance,
    draft_clearance,
)
from governance.services.company_size import SizeDraft, enter_size
from governance.services.controls import ControlAnswer, declare_applicability, record_control
from governance.services.usage_rules import name_readers, record_reading, write_rule
from governance.services.watch import OwnItemDraft, add_own_item, confirm_rows
from governance.usage_rules import current_rule


def clear_the_data(organization: Organization, system: AiSystem, people: People) -> None:
    """Write the usage rule, have it read, and clear the data of a system; once."""
    told = chapter("rules")
    if current_rule(organization) is None:
        _bring_in_the_rule(organization, told["usage_rule"], people)
    if newest_clearance(system) is None:
        _clear(system, told["clearance"], people)


def declare_requirements(organization: Organization, people: People) -> None:
    """Declare every requirement and answer those that are under way or done; once."""
    told = chapter("rules")["requirements"]
    if current_records(organization, None):
        return
    by = people[told["by"]]
    with told_at(told["at"]):
        applicable = {line.requirement.id for line in requirement_lines(organization)}
        for row in told["not_applicable"]:
            ids = _ids_of(organization, row)
            declare_applicability(organization, None, ids, "not_applicable", row["reason"], by)
            applicable -= set(ids)
        answered = told["done"].keys() | told["in_progress"].keys()
        declare_applicability(organization, None, sorted(applicable - answered), "applicable", "", by)
        for status in ("done", "in_progress"):
            for one, (owner, evidence) in told[status].items():
                checked = told["checked_on"] if status == "done" else None
                answer = ControlAnswer("applicable", "", status, owner, evidence, checked)
                record_control(organization, None, one, answer, by)


def keep_watch(organization: Organization, people: People) -> None:
    """Confirm the watched rules, add a customer's demand, and enter the size of the company; once."""
    told = chapter("rules")
    if current_size(organization) is None:
        _confirm(organization, told["watch"], people)
        _enter_size(organization, told["size"], people)


def _bring_in_the_rule(organization: Organization, row: dict[str, Any], people: People) -> None:
    by, signed = people[row["by"]], row["signed"]
    with told_at(row["at"]):
        rule = write_rule(organization, first_text(books().usage_rule, "ja"), row["valid_from"], by)
        name_readers(organization, None, row["readers"], by)
    for who, at in row["members"].items():
        with told_at(at):
            record_reading(organization, rule.version, [people[who].name], at.date(), people[who])
    with told_at(signed["at"]):
        record_reading(
            organization, rule.version, signed["people"], signed["read_on"], by, signed["source_text"]
        )


def _clear(system: AiSystem, row: dict[str, Any], people: People) -> None:
    with told_at(row["at"]):
        made = draft_clearance(system, ClearanceDraft(**row["draft"]), people[row["by"]])
    decided = row["decided"]
    by = people[decided["by"]]
    with told_at(decided["at"]):
        verdict = ClearanceVerdict(person_name=by.name, person_title=by.title, **decided["verdict"])
        decide_clearance(made, verdict, by)


def _ids_of(organization: Organization, row: dict[str, Any]) -> list[str]:
    if "ids" in row:
        return list(row["ids"])
    lines = requirement_lines(organization)
    return [line.requirement.id for line in lines if line.framework.id == row["framework"]]


def _confirm(organization: Organization, row: dict[str, Any], people: People) -> None:
    by, day = people[row["by"]], row["confirmed_on"]
    with told_at(row["at"]):
        for one in row["own"]:
            add_own_item(organization, OwnItemDraft(**one), by)
        keys = {line.key for line in watch_lines(organization)}
        plain = sorted(keys - row["changed"].keys() - set(row["not_ours"]))
        confirm_rows(organization, plain, "no_change", row["note"], day, by)
        confirm_rows(organization, row["not_ours"], "not_ours", row["note"], day, by)
        for key, note in row["changed"].items():
            confirm_rows(organization, [key], "changed", note, day, by)


def _enter_size(organization: Organization, row: dict[str, Any], people: People) -> None:
    given = {name: value for name, value in row.items() if name not in ("at", "by")}
    with told_at(row["at"]):
        enter_size(organization, SizeDraft(**given), people[row["by"]])

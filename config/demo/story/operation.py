"""Operation of the sample company: roles, risks, readiness, training, planted errors, an incident and drills."""

from typing import Any

from accounts.models import Organization, User
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.choosing import case_of
from config.demo.story.people import People
from governance.models import AiSystem
from governance.services.duties import (
    HolderDraft,
    OperationDraft,
    agree_duty,
    assign_role,
    describe_operation,
    realise_fail_safe,
)
from governance.services.incidents import (
    DrillDraft,
    IncidentDraft,
    Lesson,
    record_drill,
    record_first_action,
    report_incident,
    set_state,
    tick_step,
    write_lesson,
)
from governance.services.planted import PaperResult, add_planted_item, create_planted_test, type_in_result
from governance.services.readiness import ReadinessDraft, save_readiness
from governance.services.risks import RiskDraft, add_risk
from governance.services.training import Attendee, SessionDraft, add_session, require_training

Told = dict[str, Any]


def name_roles(organization: Organization, people: People) -> None:
    """Name who holds each role; a few stay without a person."""
    told = chapter("operation")
    with told_at(told["roles_at"]):
        for role, row in told["roles"].items():
            assign_role(organization, role, HolderDraft(**row), people[told["by"]])


def prepare_operation(organization: Organization, people: People) -> None:
    """Register risks, describe how the system is run and stopped, train people, and learn from an incident."""
    told = chapter("operation")
    by, system = people[told["by"]], case_of(organization, "UC-01").system
    assert system is not None  # noqa: S101
    _risks(organization, system, told["risks"], by)
    _incident(organization, system, told["incident"], people)
    _system(system, told, by)
    _training(organization, told["training"], by)
    _readiness(organization, told["readiness"], by)
    _drill(organization, system, told["drill"], by)
    _planted(organization, system, told["planted"], people)
    _drill(organization, None, told["failed_drill"], by)


def _risks(organization: Organization, system: AiSystem, told: Told, by: User) -> None:
    with told_at(told["at"]):
        for row in told["rows"]:
            draft = RiskDraft(**{**row, "fail_safes": tuple(row.get("fail_safes", ()))})
            add_risk(organization, draft, by, system)


def _system(system: AiSystem, told: Told, by: User) -> None:
    with told_at(told["operation"]["at"]):
        describe_operation(system, OperationDraft(**told["operation"]["draft"]), by)
    with told_at(told["duties"]["at"]):
        for duty, (party, person, agreed_in) in told["duties"]["rows"].items():
            agree_duty(system, duty, party, person, agreed_in, by)
    with told_at(told["fail_safes"]["at"]):
        for pattern, (realised, tried_on) in told["fail_safes"]["rows"].items():
            realise_fail_safe(system, pattern, realised, tried_on, by)


def _readiness(organization: Organization, told: Told, by: User) -> None:
    with told_at(told["at"]):
        for item, (owner, evidence) in told["done"].items():
            draft = ReadinessDraft(
                "done", owner, started_on=told["started_on"], done_on=told["done_on"], evidence=evidence
            )
            save_readiness(organization, item, draft, by)
        for item, (owner, due_on) in told["started"].items():
            draft = ReadinessDraft("started", owner, started_on=told["started_on"], due_on=due_on)
            save_readiness(organization, item, draft, by)


def _training(organization: Organization, told: Told, by: User) -> None:
    with told_at(told["at"]):
        for track, names in told["needed"].items():
            require_training(organization, track, names, told["due_on"], by)
    for row in told["sessions"]:
        with told_at(row["at"]):
            people = [Attendee(*one) for one in row["attendees"]]
            add_session(organization, SessionDraft(**row["draft"]), people, by)


def _planted(organization: Organization, system: AiSystem, told: Told, people: People) -> None:
    by = people[told["by"]]
    with told_at(told["at"]):
        test = create_planted_test(organization, told["name"], told["pass_share"], by, system)
        for original, shown, error in told["items"]:
            add_planted_item(test, original, shown, error, by)
    for row in told["results"]:
        given = {name: value for name, value in row.items() if name != "at"}
        with told_at(row["at"]):
            type_in_result(test, PaperResult(**given), by)


def _incident(organization: Organization, system: AiSystem, told: Told, people: People) -> None:
    by = people[told["by"]]
    with told_at(told["at"]):
        incident = report_incident(organization, IncidentDraft(**told["draft"]), by, system)
    at, text = told["first_action"]
    with told_at(at):
        record_first_action(incident, at, text, by)
    for number, moment in told["steps"]:
        with told_at(moment):
            tick_step(incident, number, moment, by)
    with told_at(told["lesson_at"]):
        write_lesson(incident, Lesson(**told["lesson"]), by)
    with told_at(told["closed_at"]):
        set_state(incident, "closed", people["quality"])


def _drill(organization: Organization, system: AiSystem | None, told: Told, by: User) -> None:
    with told_at(told["at"]):
        record_drill(organization, DrillDraft(**told["draft"]), by, system)

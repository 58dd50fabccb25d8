"""The approval route of the sample: a request sent back once, then approved with conditions; another in draft."""

from dataclasses import replace
from typing import Any

from accounts.models import Organization
from adoption.content.loader import library
from adoption.models import Ringi, RingiStep
from adoption.ringi.parts import whole
from adoption.ringi_selectors import current_steps, present_parts
from adoption.services.ringi_drafts import RingiDraft, change_ringi, comment_on, create_ringi
from adoption.services.ringi_route import Answer, answer, submit
from adoption.services.ringi_settings import LimitRow, RouteSettings, SeatRow, set_route
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.choosing import case_of
from config.demo.story.people import People

Told = dict[str, Any]


def set_the_route(organization: Organization, people: People) -> None:
    """Name a reviewer for each function, and who decides up to which amount."""
    told = chapter("requests")["route"]
    seats = tuple(
        SeatRow(function, people[person], people.get(deputy or ""), days)
        for function, (person, deputy, days) in told["seats"].items()
    )
    limits = tuple(
        LimitRow(title, up_to, people[decider], people.get(deputy or ""))
        for title, up_to, decider, deputy in told["limits"]
    )
    with told_at(told["at"]):
        set_route(organization, RouteSettings(seats, limits), people[told["by"]])


def request_the_pilot(organization: Organization, people: People) -> Ringi:
    """Draft, send back, change, and approve with conditions."""
    told = chapter("requests")["pilot"]
    ringi, draft = _draft(organization, people, told)
    at, person, text = told["comment"]
    with told_at(at):
        comment_on(ringi, text, people[person])
    with told_at(told["submitted_at"]):
        submit(ringi, people["owner"])
    _answer_all(ringi, told["first_round"], people)
    with told_at(told["changed_at"]):
        change_ringi(ringi, replace(draft, purpose=draft.purpose + told["added_purpose"]), people["owner"])
    with told_at(told["resubmitted_at"]):
        submit(ringi, people["owner"])
    _answer_all(ringi, told["second_round"], people)
    for person, at in told["readings"]:
        _answer(_step(ringi, person=people[person], kind="circulation"), at, "read", "", people[person])
    person, at, state, comment = told["decision"]
    _answer(_step(ringi, kind="decision"), at, state, comment, people[person])
    ringi.refresh_from_db()
    return ringi


def draft_go_live(organization: Organization, people: People) -> Ringi:
    """Leave the next request as a draft: what it needs is not there yet."""
    return _draft(organization, people, chapter("requests")["go_live"])[0]


def _draft(organization: Organization, people: People, told: Told) -> tuple[Ringi, RingiDraft]:
    readers = tuple(people[one].pk for one in told["readers"])
    draft = RingiDraft(**told["draft"], readers=readers)
    with told_at(told["drafted_at"]):
        return create_ringi(case_of(organization, told["use_case"]), draft, people["owner"]), draft


def _answer_all(ringi: Ringi, rows: list[list[Any]], people: People) -> None:
    for function, at, state, comment in rows:
        step = _step(ringi, function=function)
        _answer(step, at, state, comment, people[function])


def _answer(step: RingiStep, at: Any, state: str, comment: str, by: Any) -> None:
    ticked = library().ringi.function(step.function).checklist if state == "agreed" else ()
    with told_at(at):
        seen = whole(present_parts(step.ringi))
        answer(step, Answer(state, seen, comment, tuple(one.id for one in ticked)), by)


def _step(ringi: Ringi, **which: object) -> RingiStep:
    ringi.refresh_from_db()
    return current_steps(ringi).get(**which)

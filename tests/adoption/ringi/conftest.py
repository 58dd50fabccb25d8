"""A company with reviewers, a table of authority and a drafted request."""

from decimal import Decimal

import pytest

from accounts.roles import Role
from adoption.content.loader import library
from adoption.ringi.parts import whole
from adoption.ringi_selectors import current_steps, present_parts
from adoption.services.ringi_drafts import RingiDraft, create_ringi
from adoption.services.ringi_route import Answer, answer, submit
from adoption.services.ringi_settings import LimitRow, RouteSettings, SeatRow, set_route
from tests.adoption.companies import add_use_case, record
from tests.conftest import member

FUNCTIONS = ("finance", "it", "security", "legal", "quality")


@pytest.fixture
def people(organization, owner):
    names = (*FUNCTIONS, "deputy", "reader", "director", "president")
    return {name: member(organization, Role.APPROVER, name) for name in names}


@pytest.fixture
def route(organization, owner, people):
    seats = tuple(SeatRow(name, people[name], people["deputy"], 5) for name in FUNCTIONS)
    limits = (
        LimitRow("役員", Decimal(10_000_000), people["director"], people["deputy"]),
        LimitRow("社長", None, people["president"], None),
    )
    set_route(organization, RouteSettings(seats, limits), owner)


def draft(**changed) -> RingiDraft:
    values = {
        "gate": "G1",
        "title": "技術文書検索AIのPoC",
        "purpose": "保全の検索時間を1件10分から6分へ減らす。",
        "amount_jpy": Decimal(3_000_000),
        "initial_jpy": Decimal(2_000_000),
        "yearly_jpy": Decimal(1_000_000),
        "exit_condition": "削減が1件1分未満なら中止する。",
    }
    return RingiDraft(**{**values, **changed})


@pytest.fixture
def use_case(organization, owner):
    made = add_use_case(organization, owner)
    record(made, owner)
    return made


@pytest.fixture
def ringi(route, use_case, owner, people):
    return create_ringi(use_case, draft(readers=(people["reader"].pk,)), owner)


@pytest.fixture
def submitted(ringi, owner):
    return submit(ringi, owner)


def seen(ringi) -> str:
    ringi.refresh_from_db()
    return whole(present_parts(ringi))


def step_of(ringi, **which):
    ringi.refresh_from_db()
    return current_steps(ringi).get(**which)


def agree(ringi, function, person, **changed):
    points = tuple(one.id for one in library().ringi.function(function).checklist)
    given = {"state": "agreed", "seen_sha256": seen(ringi), "checklist": points, **changed}
    return answer(step_of(ringi, function=function), Answer(**given), person)


def agree_all(ringi, people):
    for name in FUNCTIONS:
        agree(ringi, name, people[name])


def read(ringi, people):
    return answer(step_of(ringi, kind="circulation"), Answer("read", seen(ringi)), people["reader"])


def decide(ringi, by, state="approved", **changed):
    return answer(step_of(ringi, kind="decision"), Answer(state, seen(ringi), **changed), by)

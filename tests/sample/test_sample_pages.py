"""Every page that the filled sample links to answers, for each role, and shows content where there is some."""

import re

import pytest
from django.urls import resolve

from config.demo.company import owner_of
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.story.people import people_of
from config.demo.story.telling import tell_the_present
from tests.conftest import signed_in

LINK = re.compile(r'href="(/o/sample-seiki/[^"#?]*)')
EMPTY = re.compile(r'class="empty"')
# What only an evaluation, a report, a file or a person's own work puts there.
MAY_BE_EMPTY = re.compile(
    r"/(evaluations|reports|costs|handover|readings/import)/|-from-run/|/reading-tokens/"
)
MOST_PAGES = 250
FILLED = (
    "",
    "portfolio/",
    "ringi/",
    "gates/",
    "governance/risks/",
    "governance/incidents/",
    "governance/vendors/",
)


@pytest.fixture
def sample(told):
    user = owner_of(told)
    _alone, base = worked_plans(told, user)
    main_plan(told, user)
    tell_the_present(told, base)
    return told


def test_every_page_that_the_owner_can_reach_answers_and_none_is_empty_without_need(sample):
    client, seen, waiting, empty = signed_in(owner_of(sample)), set(), ["/o/sample-seiki/"], []
    while waiting:
        path = waiting.pop(0)
        name = resolve(path).view_name
        if name in seen:
            continue
        seen.add(name)
        answer = client.get(path)
        assert answer.status_code in (200, 302), path
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        text = answer.content.decode()
        if EMPTY.search(text) and not MAY_BE_EMPTY.search(path):
            empty.append(path)
        waiting += [one for one in LINK.findall(text) if one not in waiting]
        assert len(seen) < MOST_PAGES
    assert len(seen) > 80
    assert empty == []


@pytest.mark.parametrize("who", ["viewer", "consultant", "finance", "editor"])
def test_other_roles_read_the_same_company(sample, who):
    client = signed_in(people_of(sample)[who])
    for path in FILLED:
        answer = client.get(f"/o/sample-seiki/{path}")
        assert answer.status_code == 200, path
        assert not EMPTY.search(answer.content.decode()), path

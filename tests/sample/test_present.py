"""What today's evidence allows: decided by the rules, without going further than they do."""

from urllib.parse import urlsplit

import pytest

from adoption.services.evidence import link_cost_plan, link_evaluation
from config.demo.addresses import addresses
from config.demo.company import owner_of
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.story.choosing import case_of
from config.demo.story.telling import tell_the_present
from tests.conftest import signed_in
from tests.sample.evaluated import add_sample_run


@pytest.fixture
def decided(told, settings, tmp_path):
    """The sample on the day of the demo, after an evaluation of two open models."""
    settings.MEDIA_ROOT = tmp_path
    user, search = owner_of(told), case_of(told, "UC-01")
    _alone, base = worked_plans(told, user)
    link_evaluation(search, add_sample_run(told, user), user)
    link_cost_plan(search, main_plan(told, user), user)
    return told, base, tell_the_present(told, base)


def test_no_gate_is_opened_that_the_evidence_does_not_open(decided):
    told, _base, made = decided
    search = case_of(told, "UC-01")
    assert [(one.gate, one.outcome, one.recommended) for one in made] == [
        ("G1", "go", "go"),  # its condition is met: 68 reviewed questions
        ("G2", "recycle", "recycle"),  # no closed model was compared
        ("G3", "hold", "recycle"),  # musts of readiness are open
    ]
    assert all(one.dissent for one in made if one.gate == "G2")
    assert search.stage == "S1"


def test_today_is_decided_once(decided):
    told, base, made = decided
    assert tell_the_present(told, base) == []
    assert case_of(told, "UC-01").decisions.count() == 2 + len(made)


def test_each_use_case_is_a_work_of_the_shared_base(decided):
    _told, base, _made = decided
    assert {place.use_case.library_id for place in base.use_cases_in_it.all()} == {"UC-01", "UC-05", "UC-16"}


def test_the_demo_prints_addresses_that_answer(decided):
    told, _base, _made = decided
    client = signed_in(owner_of(told))
    printed = list(addresses(case_of(told, "UC-01")))
    assert len(printed) == 5
    for _words, address in printed:
        assert client.get(urlsplit(address).path).status_code == 200, address

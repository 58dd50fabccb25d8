"""Choosing what to do first: the class, hidden marks, medians, and what gate G0 reads from them."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from adoption.content.loader import library
from adoption.errors import PortfolioRefused
from adoption.gates.facts import FactName
from adoption.models import AppendOnlyError
from adoption.portfolio.scoring import case_scores, stays_on_top
from adoption.portfolio.triage import risk_class
from adoption.portfolio_selectors import portfolio_of
from adoption.selectors import facts_of
from adoption.services.portfolio import close_round, open_round, record_triage, save_canvas, score
from tests.adoption.companies import add_use_case
from tests.conftest import member, signed_in

CRITERIA = library().workshop.criteria
SAFE = {"TR-1": "dept", "TR-2": "none", "TR-3": "internal", "TR-4": "always"}


def marks(mark: int = 3, **changed: int) -> dict[str, int]:
    return {one.id: mark for one in CRITERIA} | changed


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, "A"),
        ({"TR-2": "rework"}, "B"),
        ({"TR-3": "customer_or_controlled"}, "C"),
        ({"TR-4": "none"}, "D"),
    ],
)
def test_the_highest_class_of_the_four_answers_counts(changed, found):
    assert risk_class(library().use_cases.triage, SAFE | changed) == found


@pytest.mark.parametrize("broken", [{"TR-1": ""}, {"TR-1": "nobody"}])
def test_a_missing_or_unknown_answer_gives_no_class(broken):
    assert risk_class(library().use_cases.triage, SAFE | broken) is None


def test_five_people_are_brought_together_by_hand():
    given_marks = [marks(value=v, feasible=4, data=3, wrong=2, measurable=5) for v in (1, 3, 5, 5, 5)]
    scores = case_scores(CRITERIA, given_marks)
    assert scores is not None
    assert (scores.of("value").median, scores.of("value").spread) == (5, 2)
    assert scores.of("value").is_wide
    assert scores.total == pytest.approx(0.35 * 5 + 0.2 * 4 + 0.2 * 3 + 0.15 * 2 + 0.1 * 5)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_a_total_lies_among_the_marks_that_were_given(values):
    scores = case_scores(CRITERIA, [marks(one) for one in values])
    assert scores is not None
    assert min(values) <= scores.total <= max(values)


def test_a_clear_order_stays_and_a_single_voter_proves_none():
    agreed = {case: {voter: marks(6 - case) for voter in (1, 2, 3)} for case in (1, 2, 3, 4)}
    assert stays_on_top(CRITERIA, agreed) == 1
    assert stays_on_top(CRITERIA, {case: {1: marks(2)} for case in (1, 2, 3, 4)}) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def url(name, organization, *args):
    return reverse(f"adoption:{name}", args=[organization.slug, *args])


def test_what_people_chose_by_is_read_by_the_first_gate(use_case, organization, owner, viewer):
    save_canvas(
        use_case, {"volume": "月120件", "minutes": "5/10/20", "rule": "検索の改善では足りない"}, owner
    )
    record_triage(use_case, SAFE | {"TR-2": "rework"}, owner)
    round_ = open_round(organization, owner)
    for voter in (owner, viewer):
        score(round_, use_case, marks(), voter)
    use_case.refresh_from_db()
    assert FactName("ev", "workshop_scores", "n_voters") not in facts_of(use_case)
    close_round(round_, owner)
    facts = facts_of(use_case)
    assert facts[FactName("ev", "workshop_scores", "n_voters")].value == 2
    assert facts[FactName("ev", "risk_triage", "risk_class")].value == "B"
    assert facts[FactName("ev", "baseline_estimate", "present")].value is True
    assert facts[FactName("ev", "no_ai_option", "present")].value is True


def test_marks_stay_hidden_until_the_round_is_closed(
    use_case, organization, owner, viewer_client, owner_client
):
    round_ = open_round(organization, owner)
    score(round_, use_case, marks(5), owner, comment="極秘の意見")
    own = viewer_client.get(url("scoring_marks", organization, round_.pk, use_case.pk)).content.decode()
    page = viewer_client.get(url("portfolio", organization)).content.decode()
    assert "極秘の意見" not in own + page
    assert 'value="5" selected' not in own
    assert portfolio_of(organization).rows[0].scores is None
    owner_client.post(url("scoring_close", organization, round_.pk))
    assert portfolio_of(organization).rows[0].scores.total == 5
    shown = viewer_client.get(url("portfolio", organization)).content.decode()
    assert all(f"×{one.weight:.2f}" in shown for one in CRITERIA)  # no weight is hidden in the total


def test_a_closed_round_takes_no_mark_and_one_is_open_at_a_time(use_case, organization, owner):
    round_ = open_round(organization, owner)
    with pytest.raises(PortfolioRefused, match="open already"):
        open_round(organization, owner)
    close_round(round_, owner)
    with pytest.raises(PortfolioRefused, match="closed"):
        score(round_, use_case, marks(), owner)


@pytest.mark.parametrize("broken", [marks(6), {"value": 3}, marks(3, other=3)])
def test_marks_outside_the_scale_or_criteria_are_refused(use_case, organization, owner, broken):
    with pytest.raises(PortfolioRefused, match="1 to 5"):
        score(open_round(organization, owner), use_case, broken, owner)


def test_a_consultant_fills_the_canvas_and_does_not_score(use_case, organization, owner, consultant):
    save_canvas(use_case, {"pain": "探すのに時間がかかる"}, consultant)
    with pytest.raises(PortfolioRefused, match="Consultants"):
        score(open_round(organization, owner), use_case, marks(), consultant)


def test_a_triage_is_added_never_changed(use_case, owner, organization, viewer_client, owner_client):
    address = url("triage", organization, use_case.pk)
    assert viewer_client.post(address, SAFE).status_code == 403
    assert owner_client.post(address, SAFE).status_code == 302
    assert owner_client.post(address, {**SAFE, "TR-1": "nobody"}).status_code == 422
    with pytest.raises(AppendOnlyError):
        use_case.triages.update(risk_class="A")
    assert use_case.triages.count() == 1


def test_a_use_case_starts_from_the_library(organization, owner_client):
    page = owner_client.get(url("use_case_library", organization)).content.decode()
    assert page.count("?library=UC-") == 20
    address = url("use_case_create", organization) + "?library=UC-08"
    form = owner_client.get(address).content.decode()
    name = {one.id: one for one in library().use_cases.usecases}["UC-08"].name.ja
    assert name in form
    owner_client.post(address, {"name": name, "owner_name": "佐藤"})
    assert organization.use_cases.get().library_id == "UC-08"


def test_another_company_is_told_nothing(use_case, organization, owner, outsider_client, other_organization):
    round_ = open_round(organization, owner)
    for slug in (organization, other_organization):
        assert outsider_client.get(url("canvas", slug, use_case.pk)).status_code == 404
        assert outsider_client.get(url("scoring_marks", slug, round_.pk, use_case.pk)).status_code == 404
        assert outsider_client.post(url("scoring_close", slug, round_.pk)).status_code == 404
    both = member(other_organization, Role.VIEWER, "two")
    assert signed_in(both).get(url("portfolio", organization)).status_code == 404

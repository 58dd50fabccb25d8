"""What an evaluation measured goes into a cost plan from the page, or the page says why it cannot."""

from copy import copy
from datetime import date, timedelta

import pytest
from django.urls import reverse

from adoption.services.throughput import ENOUGH
from evaluations.models import Answer, Call
from tco.assumptions import Status
from tco.services import NewPlan, create_plan
from tco.starting import starting_assumptions
from tests.evaluations.finished_run import add_finished_run

START = date(2027, 4, 1)


@pytest.fixture
def run(organization, owner, tmp_path, settings):
    """Twelve questions: the four of the finished run, and each of them twice more in other words."""
    settings.MEDIA_ROOT = tmp_path
    run = add_finished_run(organization, owner)
    given = Answer.objects.filter(run_candidate=run.run_candidates.first())
    for answer in list(given.select_related("score", "item")):
        for more in (1, 2):
            _ask_again(answer, more)
    for second, answer in enumerate(given.all()):
        sent = run.started_at + timedelta(seconds=2 * second)
        received = sent + timedelta(seconds=1.4)
        times = {"sent_at": sent, "received_at": received}
        Call.objects.create(organization=organization, answer=answer, attempt=1, outcome="ok", **times)
    return run


def _ask_again(answer: Answer, more: int) -> None:
    item, score = copy(answer.item), copy(answer.score)
    item.pk, item.number, item.key = None, item.number + 10 * more, f"{item.key}-{more}"
    item.save()
    again = copy(answer)
    again.pk, again.item, again.input_tokens = None, item, 420 + 30 * more
    again.save()
    score.pk, score.answer = None, again
    score.save()


@pytest.fixture
def short_run(organization, owner, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return add_finished_run(organization, owner)


@pytest.fixture
def where(organization) -> str:
    return reverse("adoption:run_to_plan", args=[organization.slug])


def send(client, where, run, plan):
    return client.post(where, {"run": run.pk, "plan": plan.pk})


def test_measured_tokens_become_assumptions_of_a_new_revision(owner_client, where, run, plan):
    before = plan.revision
    response = owner_client.post(where, {"run": run.pk, "plan": plan.pk}, follow=True)
    plan.refresh_from_db()
    tokens = plan.assumptions.get(key="tokens_in_per_request")
    assert (plan.revision, tokens.status, tokens.mode) == (before + 1, Status.MEASURED, 450)
    assert run.name in tokens.source
    page = response.content.decode()
    assert "450" in page and "12" in page


def test_a_new_plan_without_tokens_gets_them(owner_client, where, run, organization, owner):
    new = create_plan(organization, owner, NewPlan("新計画", START), starting_assumptions(), "初版")
    assert send(owner_client, where, run, new).status_code == 302
    assert new.assumptions.filter(key__startswith="tokens_", status=Status.MEASURED).count() == 2


def test_the_same_evaluation_again_makes_no_revision_and_says_so(owner_client, where, run, plan):
    send(owner_client, where, run, plan)
    plan.refresh_from_db()
    before = plan.revision
    page = owner_client.post(where, {"run": run.pk, "plan": plan.pk}, follow=True).content.decode()
    plan.refresh_from_db()
    assert plan.revision == before
    assert "すでに計画に反映されています" in page


def test_too_few_answers_change_nothing_and_the_page_says_how_many_are_needed(
    owner_client, where, short_run, plan
):
    before = plan.revision
    response = send(owner_client, where, short_run, plan)
    plan.refresh_from_db()
    assert (response.status_code, plan.revision) == (422, before)
    assert f"{ENOUGH}件以上" in response.content.decode()


def test_without_a_run_or_a_plan_the_page_leads_to_where_they_are_made(
    owner_client, where, organization, short_run
):
    assert reverse("tco:plan_list", args=[organization.slug]) in _main(owner_client, where)
    organization.runs.all().delete()
    assert reverse("evaluations:run_list", args=[organization.slug]) in _main(owner_client, where)
    assert owner_client.post(where, {}).status_code == 422


def test_what_the_address_asks_for_is_chosen_and_nonsense_is_not(owner_client, where, run, plan):
    page = owner_client.get(where, {"run": run.pk, "plan": plan.pk}).content.decode()
    assert f'<option value="{run.pk}" selected>' in page
    assert f'<option value="{plan.pk}" selected>' in page
    assert owner_client.get(where, {"run": "x" * 50, "plan": "9" * 40}).status_code == 200


def test_run_and_plan_pages_lead_editors_there(owner_client, viewer_client, organization, run, plan, where):
    pages = (
        reverse("evaluations:run_detail", args=[organization.slug, run.pk]),
        reverse("tco:assumption_of_plan", args=[organization.slug, plan.pk]),
    )
    for page in pages:
        assert where in owner_client.get(page).content.decode()
        assert where not in viewer_client.get(page).content.decode()


def test_nothing_of_another_company_can_be_handed_over(
    owner_client, where, run, plan, other_organization, outsider
):
    foreign_run = add_finished_run(other_organization, outsider)
    foreign_plan = create_plan(
        other_organization, outsider, NewPlan("他社の計画", START), starting_assumptions(), ""
    )
    assert send(owner_client, where, foreign_run, plan).status_code == 422
    assert send(owner_client, where, run, foreign_plan).status_code == 422
    foreign_plan.refresh_from_db()
    assert foreign_plan.revision == 1


def test_only_editors_hand_over(viewer_client, outsider_client, anonymous_client, where, run, plan):
    before = plan.revision
    for client, status in ((viewer_client, 403), (outsider_client, 404), (anonymous_client, 302)):
        assert client.get(where).status_code == status
        assert send(client, where, run, plan).status_code == status
    plan.refresh_from_db()
    assert plan.revision == before


def _main(client, where) -> str:
    page = client.get(where).content.decode()
    return page[page.index("<main") : page.index("</main>")]

"""The batches that an evaluation measured become points of a plan's sizing, or the page says why not."""

import pytest
from django.urls import reverse

from adoption.services.batch_points import measurements_in
from evaluations.models import BatchMeasurement
from tco.models import SizingStudy
from tests.evaluations.finished_run import add_finished_run

# Batch, seconds of it all, seconds to the first token, seconds per token: 320 answers of 1,000 tokens in, 200 out.
BATCHES = ((1, 0.05, 0.008), (8, 0.12, 0.010), (32, 0.30, 0.018), (64, 0.55, 0.030))


@pytest.fixture
def run(organization, owner, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return add_finished_run(organization, owner)


@pytest.fixture
def measured_run(run):
    answers, read, written = 320, 1000, 200
    for batch, ttft_s, tpot_s in BATCHES:
        BatchMeasurement.objects.create(
            run_candidate=run.run_candidates.first(),
            device="cuda:0 NVIDIA H100 bfloat16",
            batch_size=batch,
            input_tokens=answers * read,
            output_tokens=answers * written,
            wall_s=answers * (ttft_s + (written - 1) * tpot_s) / batch,
            ttft_s=ttft_s,
            tpot_s=tpot_s,
        )
    return run


@pytest.fixture
def where(organization) -> str:
    return reverse("adoption:run_to_sizing", args=[organization.slug])


def send(client, where, run, plan, batching="continuous"):
    return client.post(where, {"run": run.pk, "plan": plan.pk, "batching": batching})


def test_measured_batches_wait_in_the_plan_for_their_question(owner_client, where, measured_run, plan):
    before = plan.revision
    response = send(owner_client, where, measured_run, plan)
    draft = SizingStudy.objects.get()
    plan.refresh_from_db()
    assert response["Location"].endswith(f"/sizing/new/?from={draft.pk}")
    assert (draft.plan, draft.name, draft.answer, plan.revision) == (plan, measured_run.name, {}, before)
    (points,) = (one["points"] for one in draft.points)
    assert [point["batch_size"] for point in points] == [1, 8, 32, 64]
    assert points[0]["input_tokens"] == pytest.approx(1000, rel=0.02)
    assert "NVIDIA H100" in owner_client.get(response["Location"]).content.decode()


def test_static_batches_hold_as_many_answers_as_they_are_large(measured_run):
    (found,) = measurements_in(measured_run, includes_newcomers=False)
    assert found.points[-1].input_tokens == 320 * 1000 / 64
    assert not found.points[-1].includes_newcomers


def test_a_run_that_measured_nothing_is_refused_in_words(owner_client, where, run, plan):
    response = send(owner_client, where, run, plan)
    assert response.status_code == 422
    assert response.context["form"].errors["run"]
    assert not SizingStudy.objects.exists()


def test_nothing_of_another_company_is_handed_over(
    owner_client, where, measured_run, plan, other_organization, outsider
):
    foreign = add_finished_run(other_organization, outsider)
    assert send(owner_client, where, foreign, plan).status_code == 422
    assert not SizingStudy.objects.exists()


def test_only_editors_hand_over(viewer_client, outsider_client, where, measured_run, plan):
    assert send(viewer_client, where, measured_run, plan).status_code == 403
    assert send(outsider_client, where, measured_run, plan).status_code == 404
    assert not SizingStudy.objects.exists()

"""The verdict page, what questions can show, and the list of watches."""

import json
import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from evaluations.models import Alarm, Answer, Run, RunCandidate, Score, Watch
from evaluations.results import open_closed_gap
from evaluations.selectors import run_summary
from evaluations.services.watching import create_watch
from evaluations.states import AlarmState, AnswerState
from evaluations.templatetags.verdict import measure_meaning, measure_name
from evaluations.tradeoff import tradeoff_chart
from tests.evaluations.verdict.judged_run import add_answers, add_run, missing

N = 120


@pytest.fixture
def judged(organization, owner):
    costs = {"ref": 9.0, "near": 2.0, "poor": 0.5}
    verdicts = {"ref": missing(N, 7), "near": missing(N, 9), "poor": missing(N, *range(10, 60))}
    return add_run(organization, verdicts, costs, owner)


@pytest.fixture
def page_of(owner_client, organization):
    def fetch(name, *args, **query) -> str:
        where = reverse(f"evaluations:{name}", args=[organization.slug, *args])
        return owner_client.get(where, query).content.decode()

    return fetch


def section(page: str, title: str) -> str:
    start = page.index(f'id="{title}"')
    return page[start : page.index("</section>", start)]


def test_the_verdict_names_the_cheapest_that_is_not_worse_with_its_margin(page_of, judged):
    answer = section(page_of("run_verdict", judged.pk), "answer-title")
    assert "候補 near" in answer and "10ポイント" in answer
    assert "10.0" in answer  # the margin as it was fixed


def test_each_comparison_stands_with_its_n_interval_and_words(page_of, judged):
    rows = section(page_of("run_verdict", judged.pk), "comparisons-title")
    one = run_summary(judged).verdict.against[1]
    assert one.name == "候補 poor"
    assert f"[−{abs(one.low95) * 100:.1f}, −{abs(one.high95) * 100:.1f}]" in rows
    assert "下回る" in rows and "差は確認できない" in rows and "許容する差を超えて劣る" in rows


def test_the_best_open_and_the_best_closed_candidate_stand_against_each_other(judged):
    found = run_summary(judged)

    def with_openness(**by_name):
        kinds = (replace(one, openness=by_name[one.name.split()[-1]]) for one in found.candidates)
        return open_closed_gap(replace(found, candidates=tuple(kinds)))

    gap = with_openness(ref="closed", near="open", poor="open")
    assert (gap.best_closed.name, gap.best_open.name) == ("候補 ref", "候補 near")
    assert (
        gap.difference
        == pytest.approx(gap.comparison.difference)
        == pytest.approx(gap.best_closed.passed.share - gap.best_open.passed.share)
    )
    assert gap.comparison.low <= gap.difference <= gap.comparison.high
    turned = with_openness(ref="open", near="closed", poor="open")
    assert turned.difference == pytest.approx(-gap.difference)
    assert with_openness(ref="open", near="closed", poor="closed").best_closed.name == "候補 near"
    assert with_openness(ref="open", near="open", poor="open") is None


def test_the_gap_is_on_the_page_only_where_both_kinds_took_part(page_of, judged):
    assert 'id="gap-title"' not in page_of("run_verdict", judged.pk)
    place = RunCandidate.objects.get(run=judged, candidate__name="候補 near")
    place.snapshot = {**place.snapshot, "openness": "open"}
    place.save()
    cache.clear()
    assert 'id="gap-title"' in page_of("run_verdict", judged.pk)


def test_the_chart_and_its_table_hold_the_same_figures(page_of, judged):
    page = page_of("run_verdict", judged.pk)
    chart = json.loads(re.search(r'class="chart-data">(.*?)</script>', page)[1])
    points = {s["name"]: s["data"][0] for s in chart["series"] if s["type"] == "scatter"}
    assert points == {
        "A 候補 ref": [9.0, 119 / 120],
        "B 候補 near": [2.0, 119 / 120],
        "C 候補 poor": [0.5, 70 / 120],
    }
    table = section(page, "tradeoff-title")
    assert "9.08" in table  # yen for a right answer: 9 × 120 / 119
    assert all(f"{share:.1f} %" in table for share in (99.2, 58.3))


def test_an_unknown_cost_is_a_word_and_has_no_place_on_the_chart(page_of, judged):
    Answer.objects.filter(run_candidate__candidate__key="near").update(cost_microyen=None)
    chart = tradeoff_chart(run_summary(judged))
    assert chart is not None
    assert not any("near" in series.get("name", "") for series in chart["series"])
    row = section(page_of("run_verdict", judged.pk), "tradeoff-title").split("候補 near")[1].split("</tr>")[0]
    assert "0.00" not in row and ">0<" not in row


def test_without_any_known_cost_there_is_no_empty_chart(page_of, judged):
    Answer.objects.update(cost_microyen=None)
    page = page_of("run_verdict", judged.pk)
    assert 'class="chart"' not in page
    assert "tradeoff-title" in page


def test_what_the_run_does_not_prove_stands_below_the_verdict(page_of, judged):
    limits = section(page_of("run_verdict", judged.pk), "limits-title")
    assert "120問" in limits and "という意味ではありません" in limits
    assert "繰り返していない" in limits
    add_answers(judged.run_candidates.first(), missing(N), repeat=1)
    Run.objects.filter(pk=judged.pk).update(finished_at=timezone.now())
    assert "繰り返していない" not in section(page_of("run_verdict", judged.pk), "limits-title")


def test_a_run_without_candidates_or_scores_has_no_verdict_and_no_error(page_of, judged):
    Score.objects.all().delete()
    Answer.objects.update(state=AnswerState.PENDING)
    assert "answer-title" in page_of("run_verdict", judged.pk)
    judged.run_candidates.all().delete()
    assert 'class="empty"' in page_of("run_verdict", judged.pk)


def test_what_a_person_or_model_wrote_is_text_on_the_page(page_of, judged):
    place = judged.run_candidates.first()
    place.snapshot["name"] = "<script>alert(1)</script>"
    place.save()
    Run.objects.filter(pk=judged.pk).update(finished_at=timezone.now())
    page = page_of("run_verdict", judged.pk)
    assert "<script>alert" not in page


# --- before the money is spent


def test_the_plan_says_what_the_chosen_questions_can_show(page_of, judged):
    part = page_of("run_power", test_set=judged.test_set_id, margin="5")
    assert "<html" not in part
    # z sqrt(0.2 / (120 + z²)) = 0.1108; 6.18 · 0.2 / 0.05² = 495.
    assert "11.1" in part and "495" in part
    assert "notice-warning" in part
    assert "notice-warning" not in page_of("run_power", test_set=judged.test_set_id, margin="20")


@pytest.mark.parametrize(
    "query", [{}, {"test_set": "x"}, {"test_set": "999999"}, {"margin": "nan"}, {"margin": "-3"}]
)
def test_an_odd_question_about_power_gets_a_plain_part(page_of, judged, query):
    assert "run-power" in page_of("run_power", **query)


@pytest.mark.parametrize("margin", ["1e-300", "1e-999999", "sNaN", "99", "0.01", "Infinity"])
def test_a_margin_that_the_start_form_refuses_is_no_margin(page_of, judged, margin):
    part = page_of("run_power", test_set=judged.test_set_id, margin=margin)
    assert part == page_of("run_power", test_set=judged.test_set_id)


def test_the_questions_of_another_company_are_not_counted(page_of, judged, foreign_run):
    own, other = (page_of("run_power", test_set=run.test_set_id) for run in (judged, foreign_run))
    assert "fw-bold" in own
    assert "fw-bold" not in other


# --- watches


@pytest.fixture
def watch(judged, owner):
    return create_watch(judged, judged.run_candidates.get(candidate__key="near").candidate, 30, owner)


def test_a_watch_is_set_from_the_verdict(owner_client, organization, judged, page_of):
    candidate = judged.run_candidates.first().candidate_id
    where = reverse("evaluations:watch_create", args=[organization.slug, judged.pk])
    response = owner_client.post(where, {"candidate": candidate, "every_days": 14})
    assert response["Location"] == reverse("evaluations:watch_list", args=[organization.slug])
    assert (Watch.objects.get().every_days, Watch.objects.get().candidate_id) == (14, candidate)
    assert "候補 ref" in page_of("watch_list")
    bad = owner_client.post(where, {"candidate": candidate, "every_days": 0}, follow=True)
    assert "notice-error" in bad.content.decode()


def test_the_list_shows_the_last_result_and_the_model_that_was_reported(page_of, watch, judged):
    again = add_run(judged.organization, {"near": missing(N)}, test_set=judged.test_set, name="再実行")
    Alarm.objects.create(
        watch=watch,
        repetition=again,
        state=AlarmState.DROPPED,
        n=N,
        difference=-0.2,
        low=-0.3,
        high=-0.1,
        model_before="m-2026-06",
        model_now="m-2026-11",
    )
    page = page_of("watch_list")
    assert "−20.0" in page and "[−30.0, −10.0]" in page
    assert "m-2026-06" in page and "m-2026-11" in page
    assert reverse("evaluations:alarm_seen", args=["kaisha", Alarm.objects.get().pk]) in page


def test_a_member_who_may_only_read_sees_watches_and_cannot_touch_them(
    viewer_client, organization, watch, judged
):
    listed = viewer_client.get(reverse("evaluations:watch_list", args=[organization.slug]))
    assert "候補 near" in listed.content.decode()
    for name, number in (("watch_check", watch.pk), ("watch_stop", watch.pk), ("watch_create", judged.pk)):
        assert (
            viewer_client.post(reverse(f"evaluations:{name}", args=[organization.slug, number])).status_code
            == 403
        )


def test_a_stranger_finds_no_watch(outsider_client, other_organization, organization, watch):
    for slug in (organization.slug, other_organization.slug):
        response = outsider_client.post(reverse("evaluations:watch_check", args=[slug, watch.pk]))
        assert response.status_code == 404
    assert (
        "候補 near"
        not in outsider_client.get(
            reverse("evaluations:watch_list", args=[other_organization.slug])
        ).content.decode()
    )


def test_checking_stopping_and_seeing_answer_with_the_list(owner_client, organization, watch):
    for name in ("watch_check", "watch_stop"):
        response = owner_client.post(reverse(f"evaluations:{name}", args=[organization.slug, watch.pk]))
        assert response.status_code == 302
    watch.refresh_from_db()
    assert not watch.is_active
    again = owner_client.post(
        reverse("evaluations:watch_check", args=[organization.slug, watch.pk]), follow=True
    )
    assert "notice-error" in again.content.decode()


def test_the_list_takes_the_same_queries_for_many_watches(
    owner_client, organization, watch, judged, owner, django_assert_max_num_queries
):
    for place in judged.run_candidates.all():
        create_watch(judged, place.candidate, 30, owner)
    with django_assert_max_num_queries(12):
        owner_client.get(reverse("evaluations:watch_list", args=[organization.slug]))


def test_a_similarity_is_named_in_words_whatever_the_model():
    with translation.override("ja"):
        assert measure_name("semantic:multilingual-e5-small") == "意味の近さ"
        assert measure_meaning("semantic:someones-model").startswith("正解との埋め込み")
        assert measure_name("field:品番") == "field:品番"

import tracemalloc
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluations.metrics.score import SCORING, score_answer
from evaluations.models import Answer, Call, Score
from evaluations.selectors import run_summary
from evaluations.services import scoring
from evaluations.services.scoring import rescore_run, score_answers, score_run
from evaluations.states import ANSWER_UNHEARD, AnswerState, RunState
from evaluations.testsets.item import Item

pytestmark = pytest.mark.django_db


def scored(run):
    return Score.objects.filter(answer__run_candidate__run=run)


def as_values(run):
    return list(scored(run).order_by("answer_id").values())


def test_scores_of_an_older_version_are_made_again_without_asking(finished_run):
    assert set(scored(finished_run).values_list("version", flat=True)) == {"S1"}
    assert score_run(finished_run) == 7
    assert set(scored(finished_run).values_list("version", flat=True)) == {SCORING}
    assert not Call.objects.exists()


def test_a_run_names_the_rules_that_gave_its_scores(finished_run):
    assert run_summary(finished_run).score_version == "S1"
    first = scored(finished_run).first()
    score_answers([first.answer_id])
    assert run_summary(finished_run).score_version == f"S1, {SCORING}"
    score_run(finished_run)
    assert run_summary(finished_run).score_version == SCORING


def test_scoring_again_changes_nothing(finished_run):
    score_run(finished_run)
    before = as_values(finished_run)
    assert score_run(finished_run) == 0
    assert rescore_run(finished_run) == 7
    assert as_values(finished_run) == before


def test_every_answer_gets_its_measures(finished_run):
    score_run(finished_run)
    score = scored(finished_run).get(answer__text="3か月ごと")
    assert (score.passed, score.measures["rouge_l"], score.measures["groundedness"]) == (True, 1.0, 1.0)
    assert score.measures["coverage"] is None
    assert scored(finished_run).get(answer__text="不明").measures["groundedness"] is None


def test_what_the_prompt_did_not_show_grounds_nothing(finished_run):
    Answer.objects.filter(text="3か月ごと").update(passage_ids=[])
    score_run(finished_run)
    assert scored(finished_run).get(answer__text="3か月ごと").measures["groundedness"] == 0.0


def test_a_passage_counts_only_as_far_as_it_stood_in_the_prompt(finished_run):
    finished_run.evidence_characters = 10
    finished_run.save()
    first = Answer.objects.get(text="3か月ごと")
    first.passage_ids = first.passage_ids[:1]
    first.save()
    score_run(finished_run)
    assert scored(finished_run).get(answer=first).measures["groundedness"] == 0.0


@pytest.mark.parametrize("state", [AnswerState.TRUNCATED, AnswerState.REFUSED_BY_MODEL])
def test_cut_and_refused_answers_are_scored_and_never_pass(finished_run, state):
    Answer.objects.filter(text="3か月ごと").update(state=state)
    score_run(finished_run)
    score = scored(finished_run).get(answer__text="3か月ごと")
    assert not score.passed
    assert score.version == SCORING
    assert {AnswerState.TRUNCATED: "途中切れ", AnswerState.REFUSED_BY_MODEL: "拒否"}[state] in score.reason[
        "ja"
    ]


@pytest.mark.parametrize("state", ANSWER_UNHEARD)
def test_an_answer_that_was_never_heard_is_not_scored(finished_run, state):
    scored(finished_run).delete()
    Answer.objects.filter(text="3か月ごと").update(state=state)
    assert score_run(finished_run) == 6
    assert not scored(finished_run).filter(answer__text="3か月ごと").exists()


def test_measures_that_were_added_later_are_kept(finished_run):
    Score.objects.filter(answer__text="3か月ごと").update(measures={"semantic:e5": 0.91, "old": 1.0})
    score_run(finished_run)
    measures = scored(finished_run).get(answer__text="3か月ごと").measures
    assert measures["semantic:e5"] == 0.91
    assert "old" not in measures


def test_parts_give_the_same_as_all_at_once(finished_run, monkeypatch):
    score_run(finished_run)
    whole = as_values(finished_run)
    monkeypatch.setattr(scoring, "AT_ONCE", 2)
    monkeypatch.setattr(scoring, "_MOST_REMEMBERED", 1)
    beats = []
    assert rescore_run(finished_run, lambda: beats.append(1)) == 7
    assert len(beats) == 4
    assert as_values(finished_run) == whole


def test_a_lost_lease_ends_scoring_and_keeps_what_is_scored(finished_run, monkeypatch):
    monkeypatch.setattr(scoring, "AT_ONCE", 2)

    def lost():
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        score_run(finished_run, lost)
    assert scored(finished_run).filter(version=SCORING).count() == 2


def test_scoring_takes_a_fixed_number_of_queries_a_part(finished_run, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        score_run(finished_run)


def test_memory_does_not_grow_with_the_number_of_answers(finished_run, monkeypatch):
    answer = Answer.objects.filter(run_candidate__run=finished_run, state=AnswerState.DONE).first()
    more = [
        Answer(
            run_candidate=answer.run_candidate,
            item=answer.item,
            repeat=repeat,
            state=AnswerState.DONE,
            text="点検" * 2_000,
        )
        for repeat in range(1, 2_001)
    ]
    Answer.objects.bulk_create(more, batch_size=500)
    more.clear()
    score = score_answer(Item("Q", "", "short", ("点検",)), "点検")
    monkeypatch.setattr(scoring, "score_answer", lambda *args, **settings: score)
    tracemalloc.start()
    assert score_run(finished_run) == 2_007
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # 2,000 texts of 4,000 characters are 16 MB; 200 of them are 1.6.
    assert peak < 6_000_000


def test_only_the_named_answers_are_scored(finished_run):
    scored(finished_run).delete()
    wanted = Answer.objects.filter(text="3か月ごと").values_list("pk", flat=True)
    assert score_answers(wanted) == 1
    assert scored(finished_run).count() == 1


def test_the_command_scores_ended_runs_again(finished_run):
    out = StringIO()
    call_command("rescore", stdout=out)
    assert "7 answers scored" in out.getvalue()
    call_command("rescore", finished_run.pk, stdout=out)
    assert "0 answers scored" in out.getvalue()
    call_command("rescore", finished_run.pk, everything=True, stdout=out)
    assert out.getvalue().count("7 answers scored") == 2


def test_the_command_leaves_a_run_alone_that_is_under_way(finished_run):
    finished_run.state = RunState.ANSWERING
    finished_run.save()
    with pytest.raises(CommandError, match="Nothing was scored"):
        call_command("rescore", finished_run.pk)
    assert set(scored(finished_run).values_list("version", flat=True)) == {"S1"}

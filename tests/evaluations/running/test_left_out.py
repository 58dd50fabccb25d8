"""Settings that an endpoint does not take: noted beside the candidate of the run, and seen by whoever compares."""

import doctest
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import CachedAnswer, RunCandidate
from evaluations.providers import settings_taken
from evaluations.providers.protocol import Generation
from evaluations.running.loop import Outcome
from evaluations.selectors import run_summary, summary_as_json
from evaluations.services.journal import DatabaseJournal
from evaluations.states import AnswerState
from evaluations.summarising import summarise
from tests.evaluations.running.waiting_run import waiting_run

pytestmark = pytest.mark.django_db
JA = "受け付けない設定は付けずに質問しました: シード、温度(temperature)"
EN = "Asked without the settings that it does not take: seed, temperature"


@pytest.fixture
def run(organization, owner, media):
    return waiting_run(organization, owner)


def place_of(run) -> RunCandidate:
    """The first candidate, as each driver reads it for itself."""
    return run.run_candidates.select_related("run").first()


def said(*left_out: str) -> Generation:
    return Generation("3か月ごと", "stop", 100, 5, None, 0.1, 0.4, "m", left_out=left_out)


def answer_one(journal: DatabaseJournal, generation: Generation) -> int:
    """Ask and store one question; return how many statements the storing took."""
    (work,) = journal.exchange_now([], 1).works
    with CaptureQueriesContext(connection) as asked:
        journal.exchange_now([Outcome(work, generation)], 0)
    return len(asked)


def noted(run) -> list[str]:
    return place_of(run).left_out


def test_what_any_answer_was_made_without_stands_beside_the_candidate(run):
    journal = DatabaseJournal(place_of(run), "w")
    answer_one(journal, said())
    assert noted(run) == []
    answer_one(journal, said("temperature"))
    answer_one(journal, said("seed", "temperature"))
    assert noted(run) == ["seed", "temperature"]
    others = run.run_candidates.exclude(pk=place_of(run).pk)
    assert [one.left_out for one in others] == [[]] * len(others)


@pytest.mark.django_db(transaction=True)
def test_drivers_at_once_lose_nothing_of_each_other(run):
    names = ["json_schema", "seed", "temperature", "usage"]

    def drive(name: str) -> None:
        try:
            answer_one(DatabaseJournal(place_of(run), name), said(name))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as drivers:
        list(drivers.map(drive, names))
    assert noted(run) == names


def test_what_is_known_costs_no_statement(run, django_capture_on_commit_callbacks):
    journal = DatabaseJournal(place_of(run), "w")
    plain = answer_one(journal, said())
    with django_capture_on_commit_callbacks(execute=True):
        assert answer_one(journal, said("seed")) == plain + 2
    assert answer_one(journal, said("seed")) == plain


def test_what_was_rolled_back_is_written_again(run):
    journal = DatabaseJournal(place_of(run), "w")
    answer_one(journal, said("seed"))
    # The commit did not happen, so nothing of it is taken for known.
    assert journal.place.left_out == []
    RunCandidate.objects.update(left_out=[])
    answer_one(journal, said("seed"))
    assert noted(run) == ["seed"]


def test_an_answer_out_of_the_cache_says_what_it_was_made_without(run):
    journal = DatabaseJournal(place_of(run), "w")
    works = journal.exchange_now([], 10).works
    journal.exchange_now([Outcome(work, said("seed", "temperature")) for work in works], 0)
    assert CachedAnswer.objects.exists()
    # As another run of the same questions: nothing is asked, and its page has to say the same.
    place = place_of(run)
    RunCandidate.objects.filter(pk=place.pk).update(left_out=[])
    place.answers.update(state=AnswerState.PENDING, text="")
    assert not DatabaseJournal(place_of(run), "again").exchange_now([], 10).works
    assert set(place.answers.values_list("from_cache", flat=True)) == {True}
    assert noted(run) == ["seed", "temperature"]


@pytest.fixture
def asked_without(finished_run):
    place = finished_run.run_candidates.first()
    RunCandidate.objects.filter(pk=place.pk).update(left_out=["seed", "temperature"])
    return finished_run


@pytest.mark.parametrize(("language", "sentence"), [("ja", JA), ("en", EN)])
@pytest.mark.parametrize(("name", "more"), [("run_detail", []), ("run_matrix", []), ("answer_compare", [1])])
def test_who_compares_candidates_reads_it_beside_them(
    viewer_client, organization, asked_without, name, more, language, sentence
):
    where = reverse(f"evaluations:{name}", args=[organization.slug, asked_without.pk, *more])
    viewer_client.cookies["shirube_language"] = language
    page = viewer_client.get(where).content.decode()
    assert page.count(sentence) == 1


def test_the_examples_of_the_documentation_are_true():
    assert doctest.testmod(settings_taken).failed == 0


def test_scripts_read_the_names_and_the_verdict_says_that_candidates_were_not_asked_alike(asked_without):
    summary = run_summary(asked_without)
    found = summary_as_json(summary)
    assert [one["left_out"] for one in found["candidates"]] == [["seed", "temperature"], []]
    (limit,) = [one for one in summary.verdict.limits if "付けずに質問しました" in one.ja]
    assert f"{summary.candidates[0].name}: シード、温度(temperature)" in limit.ja
    assert "not asked alike" in limit.en
    RunCandidate.objects.update(left_out=["seed"])
    alike = summarise(asked_without).verdict.limits
    assert any("付けずに質問しました" in one.ja for one in alike)
    assert not any("not asked alike" in one.en for one in alike)

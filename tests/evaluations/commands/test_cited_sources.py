"""A whole run in which one candidate is asked for the numbers of its sources, and another for the answer alone."""

import re

import pytest
from django.urls import reverse

from evaluations.metrics.measures import MEASURES
from evaluations.models import Answer, Run
from tests.evaluations.commands.scripted_endpoint import ScriptedEndpoint
from tests.evaluations.commands.test_evaluate import add_endpoint, evaluate
from tests.evaluations.finished_run import QUESTIONS, add_document, add_test_set

pytestmark = pytest.mark.django_db(transaction=True)
PERIOD, TEMPERATURE, BIRTHDAY, YEARS = (row[0] for row in QUESTIONS)
PLAIN = {PERIOD: "3か月ごと", TEMPERATURE: "80℃以下", BIRTHDAY: "不明", YEARS: "5年間"}
ASKS_FOR_NUMBERS = "根拠とした資料の番号を [1] または [1][2] の形で付けてください。"


class Obedient(ScriptedEndpoint):
    """Names the source that holds the answer where it is told to, a wrong one beside it once, and once none."""

    def respond(self, messages, model, question):
        told, asked = (message["content"] for message in messages)
        held = {PERIOD: ("か月ごと", "[9]"), TEMPERATURE: ("許容温度", "")}.get(question)
        if ASKS_FOR_NUMBERS not in told or held is None:
            return PLAIN[question]
        word, beside = held
        source = next(part for part in re.split(r"\n(?=\[\d+\] )", asked) if word in part)
        return f"{PLAIN[question]}{source[:3]}{beside}"


@pytest.fixture
def company(organization, owner, media, settings):
    endpoint = Obedient(lambda model, question: PLAIN[question])
    settings.ALLOWED_ENDPOINTS = [endpoint.address]
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    add_test_set(organization, owner, add_document(organization))
    for name, version in (("plain", ""), ("citing", "P2")):
        candidate = add_endpoint(organization, endpoint, name)
        candidate.prompt_version = version
        candidate.save()
    yield organization
    endpoint.end()


@pytest.fixture
def found(company):
    code, found, _ = evaluate(candidates="plain,citing")
    assert code == 0
    return {one["key"]: one for one in found["candidates"]}


def measured(candidate):
    named = {one["name"]: (one["n"], one["mean"]) for one in candidate["measures"]}
    return named.get("citation_precision"), named.get("citation_recall")


def test_only_who_was_asked_for_sources_has_a_citation_precision_and_recall(found):
    """Cited: one of two needed, one of one; and no mark behind 5年間. An abstention claims nothing."""
    assert measured(found["plain"]) == (None, None)
    assert measured(found["citing"]) == ((2, 0.75), (3, pytest.approx(2 / 3, abs=1e-6)))


def test_marks_take_no_right_answer_away(found):
    said = Answer.objects.filter(run_candidate__candidate__key="citing", item__question=PERIOD).get()
    assert said.text.startswith("3か月ごと[") and said.text.endswith("[9]")
    assert {key: (one["passed"]["count"], one["passed"]["n"]) for key, one in found.items()} == {
        "plain": (4, 4),
        "citing": (4, 4),
    }


def test_the_prompts_of_both_are_named_beside_their_answers(found, owner_client, company):
    run = Run.objects.get()
    assert [place.prompt_version for place in run.run_candidates.all()] == ["P1", "P2"]
    both = Answer.objects.filter(run_candidate__run=run, item__question=PERIOD)
    assert len({answer.prompt_sha256 for answer in both}) == len({answer.cache_key for answer in both}) == 2
    beside = owner_client.get(
        reverse("evaluations:answer_compare", args=[company.slug, run.pk, 1])
    ).content.decode()
    assert beside.count("P1: 答えだけを短く") == beside.count("P2: 出典番号を付けて") == 1
    whole = owner_client.get(reverse("evaluations:run_detail", args=[company.slug, run.pk])).content.decode()
    assert "P1: 答えだけを短く · モデル citing P2: 出典番号を付けて" in whole
    verdict = reverse("evaluations:run_verdict", args=[company.slug, run.pk])
    assert str(MEASURES["citation_recall"].name.ja) in owner_client.get(verdict).content.decode()

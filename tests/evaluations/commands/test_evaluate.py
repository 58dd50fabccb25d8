import io
import json
import signal
import threading
import time
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from evaluations.models import Answer, Candidate, CandidatePrice, Host, Run, SendingRule, TestSet
from evaluations.services.given_answers import add_given_answers
from evaluations.states import Confidentiality, HostKind, Openness, ProviderKind, RunState
from tests.evaluations.commands.scripted_endpoint import ScriptedEndpoint
from tests.evaluations.finished_run import QUESTIONS, add_document, add_test_set

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = dict(zip((row[0] for row in QUESTIONS), ("3か月ごと", "80℃", "不明", "5年"), strict=True))


def reply(model: str, question: str) -> str:
    return GOOD[question] if model == "good" else "わかりません。100℃です。"


@pytest.fixture
def endpoint(settings):
    made = ScriptedEndpoint(reply)
    settings.ALLOWED_ENDPOINTS = [made.address]
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    yield made
    made.end()


@pytest.fixture
def company(organization, owner, media, endpoint):
    add_test_set(organization, owner, add_document(organization))
    for model in ("good", "poor"):
        add_endpoint(organization, endpoint, model)
    return organization


def add_endpoint(organization, endpoint, model: str, name: str = "", key: str = "") -> Candidate:
    return Candidate.objects.create(
        organization=organization,
        key=key or model,
        name=name or f"モデル {model}",
        provider=ProviderKind.OPENAI,
        openness=Openness.OPEN,
        base_url=f"http://{endpoint.address}/v1",
        model_name=model,
        max_concurrency=4,
    )


def evaluate(*words: str, **more: str) -> tuple[int, dict[str, Any], str]:
    """Run the command; return its exit code, what it printed as JSON, and its progress."""
    given = {
        "organization": "kaisha",
        "set": "保全の質問集",
        "candidates": "good,poor",
        "retrievers": "bm25",
    } | more
    options = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("evaluate", *options, "--json", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


def refused(**more: str) -> str:
    with pytest.raises(CommandError) as caught:
        evaluate(**more)
    assert caught.value.returncode == 2 or "argument" in str(caught.value)
    assert not Run.objects.exists()
    return str(caught.value)


def test_an_evaluation_runs_to_its_end_and_prints_what_was_found(company, endpoint, owner):
    code, found, progress = evaluate(reference="good", margin="0.1", name="夜間の評価", user=owner.email)
    assert (code, found["state"], found["name"]) == (0, "done", "夜間の評価")
    passed = {one["key"]: (one["passed"]["count"], one["passed"]["n"]) for one in found["candidates"]}
    assert passed["good"] == (4, 4)
    assert passed["poor"][0] < 4
    assert len(endpoint.asked) == 8
    assert "evaluation" in progress
    assert "done 8/8" in progress
    run = Run.objects.get()
    assert (run.created_by, run.reference_key, str(run.margin)) == (owner, "good", "0.1000")


def test_candidates_are_named_by_key_or_name_and_a_file_takes_part(company):
    candidate = Candidate.objects.create(
        organization=company, key="file", name="他部門", provider=ProviderKind.FILE, openness=Openness.CLOSED
    )
    add_given_answers(candidate, "a.csv", "番号,回答\nQ01,3か月ごと\nQ02,80℃".encode(), None)
    code, found, _ = evaluate(candidates="モデル GOOD, file")
    assert code == 0
    answered = {one["key"]: (one["n_answered"], one["n_failed"]) for one in found["candidates"]}
    assert answered == {"good": (4, 0), "file": (2, 2)}


@pytest.fixture
def without_seed(endpoint, monkeypatch):
    """The endpoint refuses, by its name, the seed of a call."""
    handler = endpoint.server.RequestHandlerClass
    answer = handler.do_POST

    def refuse_a_seed(call) -> None:
        sent = call.rfile.read(int(call.headers["content-length"]))
        call.rfile = io.BytesIO(sent)
        if "seed" not in json.loads(sent):
            answer(call)
            return
        refusal = b'{"error": {"message": "unknown field", "param": "seed"}}'
        call.send_response(400)
        call.send_header("content-type", "application/json")
        call.send_header("content-length", str(len(refusal)))
        call.end_headers()
        call.wfile.write(refusal)

    monkeypatch.setattr(handler, "do_POST", refuse_a_seed)


def test_a_setting_that_the_endpoint_does_not_take_is_named_for_scripts_and_for_people(
    company, endpoint, without_seed
):
    code, found, _ = evaluate(candidates="good")
    assert (code, found["candidates"][0]["left_out"]) == (0, ["seed"])
    out = io.StringIO()
    words = ("--organization=kaisha", "--set=保全の質問集", "--candidates=good", "--retrievers=bm25")
    call_command("evaluate", *words, stdout=out, stderr=io.StringIO())
    assert "Asked without the settings that it does not take: seed" in out.getvalue()
    assert len(endpoint.asked) == 4  # the second time out of the cache


def test_without_json_a_line_for_each_candidate_is_printed(company):
    out = io.StringIO()
    words = ("--organization=kaisha", "--set=保全の質問集", "--candidates=good", "--retrievers=bm25")
    call_command("evaluate", *words, stdout=out, stderr=io.StringIO())
    assert "100.0%" in out.getvalue()
    assert "of 4" in out.getvalue()


@pytest.fixture
def vendor(company, endpoint):
    """The endpoint as a vendor's, to which every class may go."""
    host = Host.objects.create(
        organization=company, name="Vendor", kind=HostKind.VENDOR, address=endpoint.address, jurisdiction="JP"
    )
    for confidentiality in Confidentiality.values:
        SendingRule.objects.create(
            organization=company, host=host, confidentiality=confidentiality, reason="test"
        )
    company.candidates.update(host=host)
    return host


def test_an_unknown_price_is_refused_before_anything_is_sent(vendor, endpoint):
    assert "price" in refused(candidates="good", cap_jpy="100")
    assert endpoint.asked == []


def test_a_run_that_reaches_its_cap_pauses_under_it_and_exits_with_three(company, vendor, endpoint):
    CandidatePrice.objects.create(
        candidate=company.candidates.get(key="good"),
        currency="JPY",
        input_per_million=1,
        output_per_million=1,
        per_call=30,
        valid_from=date(2026, 1, 1),
        source="test",
    )
    code, found, _ = evaluate(candidates="good", cap_jpy="50")
    assert (code, found["state"], found["pause_reason"]["code"]) == (3, "paused", "run-cap")
    assert (len(endpoint.asked), found["cap_jpy"]) == (1, 50.0)
    assert 30 <= found["spent_jpy"] < 31


def test_a_run_that_cannot_be_made_exits_with_four(company, monkeypatch):
    from evaluations.errors import EvaluationRefused
    from evaluations.services import driving
    from language.text import Text

    def broken(*_args):
        raise EvaluationRefused("retriever", Text("検索できません。", "Cannot search."))

    monkeypatch.setattr(driving, "retrieve_all", broken)
    code, found, _ = evaluate()
    assert (code, found["state"], found["run_failure"]["code"]) == (4, "failed", "retriever")


def test_ctrl_c_keeps_what_was_answered(company, endpoint):
    def slow(model: str, question: str) -> str:
        time.sleep(0.3)
        return GOOD[question]

    endpoint.reply = slow
    Candidate.objects.update(max_concurrency=1)
    # As a terminal does: to the main thread, wherever it waits.
    main = threading.main_thread().ident or 0
    threading.Timer(0.8, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
    code, found, _ = evaluate(candidates="good")
    answered = found["candidates"][0]["n_answered"]
    assert code == 130
    assert found["state"] not in ("done", "failed")
    assert answered == len(endpoint.asked) < 4
    assert Answer.objects.filter(state="running").count() == 0


def test_waiting_watches_what_workers_do(company):
    def a_worker():
        from django.db import connection

        from evaluations.services.driving import Driver

        while not (run := Run.objects.first()):
            time.sleep(0.05)
        while Driver(run, lambda: False).drive():
            pass
        connection.close()

    worker = threading.Thread(target=a_worker)
    worker.start()
    code, found, _ = evaluate("--wait")
    worker.join()
    assert (code, found["state"]) == (0, "done")


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"organization": "nowhere"}, 'There is no company "nowhere". Known: kaisha'),
        ({"set": "無い"}, 'There is no question set "無い". Known: 保全の質問集'),
        ({"set": "保全の質問集@7"}, 'There is no question set "保全の質問集@7"'),
        ({"candidates": "good,bad"}, 'There is no candidate "bad". Known: good, poor'),
        ({"candidates": "good,good"}, '"good" is named twice.'),
        ({"retrievers": "bm26"}, 'There is no retriever "bm26". Known: bm25'),
        ({"reference": "good"}, "Give both the reference candidate and the margin"),
        ({"reference": "elsewhere", "margin": "0.1"}, 'There is no candidate "elsewhere"'),
        ({"margin": "5"}, "argument --margin"),
        ({"cap_jpy": "-1"}, "argument --cap-jpy"),
        ({"cap_jpy": "NaN"}, "argument --cap-jpy"),
        ({"noise": "thunder"}, "argument --noise"),
        ({"repeats": "1000000"}, "argument --repeats"),
        ({"seed": "-1"}, "argument --seed"),
        ({"evidence_characters": "5"}, "argument --evidence-characters"),
        ({"user": "nobody@example.com"}, "may not start evaluations"),
    ],
)
def test_what_is_named_wrongly_is_refused_in_one_sentence_and_nothing_starts(company, named, sentence):
    assert sentence in refused(**named)


def test_a_name_that_two_candidates_have_is_asked_for_by_key(company, endpoint):
    add_endpoint(company, endpoint, "good", name="モデル good", key="good-2")
    assert "Name one by its key: good, good-2" in refused(candidates="モデル good")
    code, found, _ = evaluate(candidates="good-2")
    assert (code, found["candidates"][0]["key"]) == (0, "good-2")


def test_a_viewer_and_a_stranger_start_nothing(company, viewer, outsider):
    for person in (viewer, outsider):
        assert "may not start" in refused(user=person.email)


def test_another_company_s_set_and_candidates_are_not_found(company, other_organization, outsider, media):
    add_test_set(other_organization, outsider, add_document(other_organization))
    foreign = TestSet.objects.get(organization=other_organization)
    assert "There is no question set" in refused(set=str(foreign.pk))
    assert "There is no candidate" in refused(organization="tasha", candidates="good")


def test_the_newest_frozen_version_of_a_name_is_meant_unless_another_is_named(company):
    old = TestSet.objects.get(organization=company)
    TestSet.objects.create(organization=company, name=old.name, version=old.version + 1, content_hash="x")
    code, found, _ = evaluate(candidates="good")
    assert (code, found["test_set_version"]) == (0, old.version)
    with pytest.raises(CommandError) as caught:
        evaluate(candidates="good", set=f"{old.name}@{old.version + 1}")
    assert "is not frozen" in str(caught.value)
    assert RunState(Run.objects.get().state) == RunState.DONE

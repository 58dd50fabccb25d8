"""The retrievers of a run: what is stored of them, what may be sent, and what happens when one cannot be used."""

from datetime import date

import pytest

from evaluations.errors import EvaluationRefused
from evaluations.models import (
    Answer,
    Call,
    Candidate,
    CandidatePrice,
    Document,
    Host,
    PassageVector,
    Retrieval,
    SendingRule,
)
from evaluations.services.caps import CapReached
from evaluations.services.embedding import MOST_UNCLEAR
from evaluations.services.retrieving import retrieve_all, retriever_name
from evaluations.states import AnswerState, CallPurpose, ModelRole, Openness, ProviderKind
from tests.evaluations.retrieval.embedding_endpoint import serving
from tests.evaluations.running.waiting_run import waiting_run


@pytest.fixture
def endpoint(settings):
    with serving() as endpoint:
        settings.ALLOWED_ENDPOINTS = [f"127.0.0.1:{endpoint.port}"]
        yield endpoint


@pytest.fixture
def run(organization, owner, media):
    run = waiting_run(organization, owner)
    Retrieval.objects.filter(run=run).delete()
    run.answer_retriever = "bm25"
    run.retrievers = ["bm25"]
    run.save()
    return run


@pytest.fixture
def embedding(organization, endpoint) -> Candidate:
    return Candidate.objects.create(
        organization=organization,
        key="embed-1",
        name="Embed 1",
        role=ModelRole.EMBEDDING,
        provider=ProviderKind.OPENAI,
        openness=Openness.CLOSED,
        base_url=f"http://127.0.0.1:{endpoint.port}/v1",
        model_name="embed-1",
        query_prefix="q: ",
        passage_prefix="p: ",
    )


def retrieve(run, *keys: str) -> None:
    run.retrievers = list(dict.fromkeys([*keys, "bm25"]))
    run.save()
    retrieve_all(run, lambda: None)
    run.refresh_from_db()


def test_an_embedding_model_behind_an_endpoint_ranks_and_says_its_settings(run, embedding, endpoint):
    retrieve(run, "dense:embed-1", "hybrid:embed-1")
    assert Retrieval.objects.filter(run=run, retriever="dense:embed-1").count() == run.test_set.items.count()
    facts = run.retriever_facts["dense:embed-1"]
    assert (facts["query_prefix"], facts["passage_prefix"], facts["dimension"]) == ("q: ", "p: ", 18)
    assert (facts["truncation_share"], facts["normalised"]) == (None, True)
    assert {text[:3] for text in endpoint.texts} == {"q: ", "p: "}


def test_every_embedding_call_is_noted_with_its_purpose_and_tokens(run, embedding):
    retrieve(run, "dense:embed-1")
    calls = Call.objects.filter(run=run)
    assert {call.purpose for call in calls} == {CallPurpose.EMBED}
    assert all(call.input_tokens and call.outcome == "ok" for call in calls)


def test_passages_that_were_embedded_once_are_not_sent_again(run, embedding, endpoint):
    retrieve(run, "dense:embed-1")
    sent = len([text for text in endpoint.texts if text.startswith("p: ")])
    assert sent == PassageVector.objects.count()
    Retrieval.objects.filter(run=run).delete()
    retrieve(run, "dense:embed-1")
    assert len([text for text in endpoint.texts if text.startswith("p: ")]) == sent


def test_passages_that_may_not_go_there_stop_this_retriever_and_no_other(
    run, embedding, endpoint, organization
):
    Host.objects.create(
        organization=organization, name="Vendor", kind="vendor", address=f"127.0.0.1:{endpoint.port}"
    )
    Document.objects.update(confidentiality="secret")
    retrieve(run, "dense:embed-1")
    assert endpoint.texts == []
    assert run.retriever_facts["dense:embed-1"]["failure"]["code"] == "policy"
    assert Retrieval.objects.filter(run=run, retriever="bm25").exists()
    assert organization.audit_entries.filter(action="policy.refused").exists()


def test_allowed_classes_go_to_the_vendor(run, embedding, endpoint, organization, owner):
    vendor = Host.objects.create(
        organization=organization, name="Vendor", kind="vendor", address=f"127.0.0.1:{endpoint.port}"
    )
    for confidentiality in ("public", "internal", "partner", "secret"):
        SendingRule.objects.create(organization=organization, host=vendor, confidentiality=confidentiality)
    retrieve(run, "dense:embed-1")
    # A vendor without a price would cost an unknown amount: nothing is sent until it is entered.
    assert endpoint.texts == []
    assert run.retriever_facts["dense:embed-1"]["failure"]["code"] == "price-unknown"


@pytest.fixture
def paid(embedding, run):
    return CandidatePrice.objects.create(
        candidate=embedding,
        currency="JPY",
        input_per_million=0,
        output_per_million=0,
        per_call=3,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )


def test_a_cap_that_a_search_reaches_stops_the_search_so_that_the_run_can_pause(run, paid):
    run.cap_microyen = 1_000_000
    with pytest.raises(CapReached):
        retrieve(run, "dense:embed-1")
    run.refresh_from_db()
    assert "dense:embed-1" not in run.retriever_facts


def test_an_endpoint_that_nobody_reached_holds_no_money(run, paid, settings):
    Candidate.objects.filter(key="embed-1").update(base_url="http://127.0.0.1:9/v1")
    settings.ALLOWED_ENDPOINTS = ["127.0.0.1:9"]
    retrieve(run, "dense:embed-1")
    assert run.retriever_facts["dense:embed-1"]["failure"]["code"] == "endpoint-down"
    assert run.reserved_microyen == 0
    assert not Call.objects.filter(reserved_microyen__gt=0).exists()


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_the_endpoint_asks_for_is_kept(run, embedding, endpoint, status):
    endpoint.refusals = [status]
    retrieve(run, "dense:embed-1")
    assert "failure" not in run.retriever_facts["dense:embed-1"]
    assert Call.objects.filter(run=run, outcome="error", reserved_microyen=0).count() == 1


def test_trouble_that_may_be_billed_is_not_waited_out_for_ever(run, embedding, endpoint):
    endpoint.refusals = [503] * 9
    retrieve(run, "dense:embed-1")
    assert run.retriever_facts["dense:embed-1"]["failure"]["code"] == "endpoint-error"
    assert Call.objects.filter(run=run).count() == MOST_UNCLEAR


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[1:],
        lambda rows: [{**row, "embedding": [0.0] * 18} for row in rows],
        lambda rows: [{**row, "embedding": row["embedding"][: 3 + row["index"]]} for row in rows],
    ],
    ids=["a row is missing", "no direction", "lengths differ"],
)
def test_vectors_of_a_wrong_shape_are_refused_with_a_sentence(run, embedding, endpoint, spoil):
    endpoint.spoil = spoil
    retrieve(run, "dense:embed-1")
    failure = run.retriever_facts["dense:embed-1"]["failure"]
    assert failure["ja"] and failure["en"]
    assert not Retrieval.objects.filter(run=run, retriever="dense:embed-1").exists()


def test_another_model_than_the_one_asked_for_is_refused(run, embedding, endpoint):
    endpoint.model = "embed-2"
    retrieve(run, "dense:embed-1")
    assert run.retriever_facts["dense:embed-1"]["failure"]["code"] == "wrong-model"


def test_a_retriever_that_a_prompt_needs_stops_the_run_with_its_reason(run):
    run.answer_retriever = "dense:not-here"
    with pytest.raises(EvaluationRefused) as caught:
        retrieve(run, "dense:not-here")
    assert "not-here" in caught.value.message.ja


def test_an_unknown_retriever_is_noted_and_the_others_go_on(run):
    retrieve(run, "dense:not-here", "rerank:nothing:bm25", "nonsense")
    failed = {key for key, facts in run.retriever_facts.items() if "failure" in facts}
    assert failed == {"dense:not-here", "rerank:nothing:bm25", "nonsense"}


def test_noise_in_a_question_reaches_the_search(run):
    place, item = run.run_candidates.first(), run.test_set.items.first()
    Answer.objects.create(run_candidate=place, item=item, perturbation="particle", state=AnswerState.PENDING)
    retrieve(run)
    found = Retrieval.objects.filter(run=run, retriever="bm25", item=item)
    assert set(found.values_list("perturbation", flat=True)) == {"", "particle"}


def test_a_reranker_of_another_organisation_is_unknown(run, other_organization):
    Candidate.objects.create(
        organization=other_organization,
        key="theirs",
        name="Theirs",
        role=ModelRole.RERANKER,
        provider=ProviderKind.TRANSFORMERS,
        openness=Openness.OPEN,
    )
    retrieve(run, "rerank:theirs:bm25")
    assert "failure" in run.retriever_facts["rerank:theirs:bm25"]


def test_names_of_combined_retrievers_can_be_read():
    assert retriever_name("rerank:my-sorter:bm25") == "BM25 → my-sorter"
    assert retriever_name("hybrid:my-embedder") == "BM25 + my-embedder"

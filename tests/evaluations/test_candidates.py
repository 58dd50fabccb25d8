"""Adding candidates and taking them out of the offer: what is accepted, what is refused, and who may."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate
from evaluations.services.candidates import CandidateDraft, add_candidate, generators, retire_candidate
from evaluations.states import Openness, ProviderKind
from evaluations.weights.registry import REGISTRY

ENDPOINT = {
    "kind": "endpoint",
    "endpoint-name": "Qwen3-8B(自社サーバー)",
    "endpoint-base_url": "https://llm.example.co.jp/v1/",
    "endpoint-model_name": "Qwen/Qwen3-8B",
    "endpoint-api_key_env": "SHIRUBE_API_KEY_OWN_SERVER",
    "endpoint-openness": "open",
    "endpoint-origin": "Alibaba Cloud",
    "endpoint-licence": "Apache-2.0",
    "endpoint-max_concurrency": "8",
    "endpoint-max_new_tokens": "128",
}
LOCAL = {
    "kind": "local",
    "local-weights_key": "qwen2.5-coder-0.5b-instruct",
    "local-name": "",
    "local-max_new_tokens": "64",
}
DRAFT = CandidateDraft(
    provider=ProviderKind.OPENAI,
    name="自社サーバー",
    base_url="https://llm.example.co.jp/v1",
    model_name="Qwen/Qwen3-8B",
)


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.ALLOWED_ENDPOINTS = ["llm.example.co.jp:443", "127.0.0.1:8081"]


@pytest.fixture
def where(organization) -> str:
    return reverse("evaluations:candidate_create", args=[organization.slug])


def retire_address(candidate) -> str:
    return reverse("evaluations:candidate_retire", args=[candidate.organization.slug, candidate.pk])


def draft(**changes) -> CandidateDraft:
    return CandidateDraft(**{**vars(DRAFT), **changes})


def code_of_refusal(organization, user, **changes) -> str:
    with pytest.raises(EvaluationRefused) as refused:
        add_candidate(organization, user, draft(**changes))
    assert not organization.candidates.exists()
    return refused.value.code


def test_an_endpoint_is_added_as_entered_and_audited(owner_client, organization, where):
    assert owner_client.post(where, ENDPOINT).status_code == 302
    added = organization.candidates.get()
    assert (added.provider, added.openness, added.is_stand_in) == ("openai_compatible", "open", False)
    assert (added.key, added.base_url) == ("qwen-qwen3-8b", "https://llm.example.co.jp/v1")
    assert (added.max_concurrency, added.max_new_tokens) == (8, 128)
    entry = AuditEntry.objects.get(action="candidate.added")
    assert entry.target == added.name
    assert entry.detail["api_key_env"] == "SHIRUBE_API_KEY_OWN_SERVER"


def test_a_local_model_brings_name_origin_and_licence_from_the_registry(owner_client, organization, where):
    assert owner_client.post(where, LOCAL).status_code == 302
    added, entry = organization.candidates.get(), REGISTRY["qwen2.5-coder-0.5b-instruct"]
    assert (added.name, added.licence, added.openness) == (entry.name, entry.licence, Openness.OPEN)
    assert (added.weights_key, added.max_concurrency, added.max_new_tokens) == (entry.key, 1, 64)
    assert added.origin_text == entry.origin.ja


def test_models_that_only_search_are_not_offered_as_candidates(owner_client, organization, where, owner):
    page = owner_client.get(where).content.decode()
    assert {entry.key for entry in generators()} == {"qwen2.5-coder-0.5b-instruct", "smollm2-135m-instruct"}
    assert "multilingual-e5-small" not in page
    changes = {"provider": ProviderKind.TRANSFORMERS, "weights_key": "multilingual-e5-small"}
    assert code_of_refusal(organization, owner, **changes) == "weights_key"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/v1",
        "http://llm.example.co.jp/v1",  # port 80 is not on the list
        "ftp://llm.example.co.jp:443/v1",
        "https://user:secret@llm.example.co.jp/v1",
        "https://llm.example.co.jp/v1?key=secret",
        "https://llm.example.co.jp/v1#part",
        "https://llm.exa\tmple.co.jp/v1",
        "llm.example.co.jp:443",
        "http://[",
        "",
    ],
)
def test_an_address_that_workers_may_not_call_is_refused(organization, owner, address):
    assert code_of_refusal(organization, owner, base_url=address) == "base_url"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("model_name", ""),
        ("openness", "half"),
        ("api_key_env", "SHIRUBE_SECRET_KEY"),
        ("api_key_env", "SHIRUBE_API_KEY_"),
        ("api_key_env", "SHIRUBE_API_KEY_a b"),
        ("max_concurrency", 0),
        ("max_concurrency", 65),
        ("max_new_tokens", 15),
        ("max_new_tokens", 2049),
    ],
)
def test_each_wrong_value_is_refused_beside_its_field(organization, owner, field, value):
    assert code_of_refusal(organization, owner, **{field: value}) == field


def test_a_key_pasted_in_place_of_its_name_is_repeated_nowhere(owner_client, organization, where, owner):
    with pytest.raises(EvaluationRefused) as refused:
        add_candidate(organization, owner, draft(api_key_env="sk-very-secret"))
    assert "sk-very-secret" not in refused.value.message.ja + refused.value.message.en
    assert not AuditEntry.objects.exists()


def test_the_page_says_what_is_wrong_and_keeps_what_was_entered(owner_client, organization, where):
    wrong = {**ENDPOINT, "endpoint-base_url": "https://elsewhere.example/v1"}
    response = owner_client.post(where, wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "127.0.0.1:8081" in page and "システム管理者だけ" in page
    assert 'value="https://elsewhere.example/v1"' in page
    assert not organization.candidates.exists()


def test_allowed_endpoints_are_offered_as_addresses(owner_client, where):
    page = owner_client.get(where).content.decode()
    assert '<option value="https://llm.example.co.jp/v1">' in page
    assert '<option value="http://127.0.0.1:8081/v1">' in page


def test_without_an_allowed_endpoint_the_page_says_who_can_allow_one(
    owner_client, organization, where, settings
):
    settings.ALLOWED_ENDPOINTS = []
    page = owner_client.get(where).content.decode()
    assert "SHIRUBE_ENDPOINTS" in page and "システム管理者" in page
    assert 'name="endpoint-base_url"' not in page
    assert owner_client.post(where, ENDPOINT).status_code == 422
    assert not organization.candidates.exists()


def test_a_name_is_used_once_and_free_again_after_retiring(organization, owner):
    first = add_candidate(organization, owner, DRAFT)
    with pytest.raises(EvaluationRefused) as refused:
        add_candidate(organization, owner, DRAFT)
    assert refused.value.code == "name"
    retire_candidate(first, owner)
    second = add_candidate(organization, owner, DRAFT)
    assert (first.key, second.key) == ("qwen-qwen3-8b", "qwen-qwen3-8b-2")


def test_a_retired_candidate_is_offered_no_more_and_its_runs_keep_it(
    owner_client, organization, finished_run
):
    place = finished_run.run_candidates.first()
    before = place.snapshot
    assert owner_client.post(retire_address(place.candidate)).status_code == 302
    assert owner_client.post(retire_address(place.candidate)).status_code == 302
    place.refresh_from_db()
    assert (place.snapshot, place.candidate.is_active) == (before, False)
    assert AuditEntry.objects.filter(action="candidate.retired").count() == 1
    start = {"name": "再評価", "test_set": finished_run.test_set_id, "candidates": [place.candidate_id]}
    response = owner_client.post(reverse("evaluations:run_start", args=[organization.slug]), start)
    assert response.status_code == 422
    offered = response.context["form"].fields["candidates"].queryset
    assert place.candidate not in offered and offered.count() == 1
    assert organization.runs.count() == 1


def test_only_editors_add_and_retire(
    viewer_client, outsider_client, anonymous_client, organization, where, owner
):
    candidate = add_candidate(organization, owner, DRAFT)
    for client, status in ((viewer_client, 403), (outsider_client, 404), (anonymous_client, 302)):
        assert client.get(where).status_code == status
        assert client.post(where, ENDPOINT).status_code == status
        assert client.post(retire_address(candidate)).status_code == status
    assert Candidate.objects.get().is_active


def test_a_candidate_of_another_company_cannot_be_retired_through_ones_own(
    owner_client, organization, other_organization, outsider
):
    foreign = add_candidate(other_organization, outsider, DRAFT)
    where = reverse("evaluations:candidate_retire", args=[organization.slug, foreign.pk])
    assert owner_client.post(where).status_code == 404
    assert Candidate.objects.get().is_active

"""Adding candidates and taking them out of the offer: what is accepted, what is refused, and who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from catalogue.models import models
from evaluations.candidate_forms import EndpointCandidateForm, filled_from
from evaluations.catalogue_search import found_models
from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate, ModelCard
from evaluations.services.candidate_columns import CandidateDraft, generators
from evaluations.services.candidates import add_candidate, reactivate_candidate, retire_candidate
from evaluations.services.hosts import SupplierDraft, decide_on_remote_code, save_supplier
from evaluations.services.opening import snapshot_of
from evaluations.services.sending_rules import allow_sending
from evaluations.states import Openness, ProviderKind
from evaluations.weights.registry import REGISTRY
from tests.conftest import member

ENDPOINT = {
    "kind": "endpoint",
    "name": "Qwen3-8B(自社サーバー)",
    "base_url": "https://llm.example.co.jp/v1/",
    "model_name": "Qwen/Qwen3-8B",
    "api_key_env": "SHIRUBE_API_KEY_OWN_SERVER",
    "role": "chat",
    "openness": "open",
    "origin": "Alibaba Cloud",
    "licence": "Apache-2.0",
    "max_concurrency": "8",
    "max_new_tokens": "128",
    "temperature": "0.5",
    "seed": "7",
    "reasoning_mode": "low",
    "retriever": "bm25",
    "prompt_version": "P1",
}
LOCAL = {
    "kind": "local",
    "weights_key": "qwen2.5-coder-0.5b-instruct",
    "name": "",
    "role": "chat",
    "max_new_tokens": "64",
    "temperature": "0",
    "seed": "1",
}
DRAFT = CandidateDraft(
    provider=ProviderKind.OPENAI,
    name="自社サーバー",
    base_url="https://llm.example.co.jp/v1",
    model_name="Qwen/Qwen3-8B",
)


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.ALLOWED_ENDPOINTS = ["llm.example.co.jp:443", "127.0.0.1:8081", "api.anthropic.com:443"]
    settings.API_KEY_HOSTS = {
        "SHIRUBE_API_KEY_OWN_SERVER": frozenset({"llm.example.co.jp:443"}),
        "SHIRUBE_API_KEY_CLAUDE": frozenset({"api.anthropic.com:443"}),
    }
    settings.MODEL_FOLDERS = []


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
    assert (added.temperature, added.seed, added.reasoning_mode) == (0.5, 7, "low")
    assert (added.retriever, added.prompt_version) == ("bm25", "P1")
    entry = AuditEntry.objects.get(action="candidate.added")
    assert entry.target == added.name
    assert entry.detail["api_key_env"] == "SHIRUBE_API_KEY_OWN_SERVER"


def test_each_version_of_the_prompt_is_offered_with_what_it_asks_for(owner_client, organization, where):
    page = owner_client.get(where).content.decode()
    assert '<option value="P1">P1: 答えだけを短く</option>' in page
    assert '<option value="P2">P2: 出典番号を付けて</option>' in page
    assert owner_client.post(where, {**ENDPOINT, "prompt_version": "P2"}).status_code == 302
    added = organization.candidates.get()
    assert added.prompt_version == "P2"
    page = owner_client.get(reverse("evaluations:candidate_detail", args=[organization.slug, added.pk]))
    assert "P2: 出典番号を付けて" in page.content.decode()


def test_a_local_model_brings_name_origin_and_licence_from_the_registry(owner_client, organization, where):
    assert owner_client.post(where, LOCAL).status_code == 302
    added, entry = organization.candidates.get(), REGISTRY["qwen2.5-coder-0.5b-instruct"]
    assert (added.name, added.licence, added.openness) == (entry.name, entry.licence, Openness.OPEN)
    assert (added.weights_key, added.max_concurrency, added.max_new_tokens) == (entry.key, 1, 64)
    assert added.origin_text == entry.origin.ja


def test_models_that_only_search_are_not_offered_as_candidates(owner_client, organization, where, owner):
    form = owner_client.get(f"{where}?kind=local").context["form"]
    assert {entry.key for entry in generators()} == {"qwen2.5-coder-0.5b-instruct", "smollm2-135m-instruct"}
    assert "multilingual-e5-small" not in dict(form.fields["weights_key"].choices)
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
        ("max_new_tokens", 32769),
        ("temperature", 2.1),
        ("temperature", float("nan")),
        ("seed", -1),
        ("reasoning_mode", "very"),
        ("prompt_version", "P999"),
        ("role", "oracle"),
        ("supplier_id", 999_999),
        ("catalogue_id", "no-such-model"),
    ],
)
def test_each_wrong_value_is_refused_beside_its_field(organization, owner, field, value):
    assert code_of_refusal(organization, owner, **{field: value}) in (field, field.removesuffix("_id"))


def test_a_key_pasted_in_place_of_its_name_is_repeated_nowhere(owner_client, organization, where, owner):
    with pytest.raises(EvaluationRefused) as refused:
        add_candidate(organization, owner, draft(api_key_env="sk-very-secret"))
    assert "sk-very-secret" not in refused.value.message.ja + refused.value.message.en
    assert not AuditEntry.objects.exists()


def test_the_page_says_what_is_wrong_and_keeps_what_was_entered(owner_client, organization, where):
    wrong = {**ENDPOINT, "base_url": "https://elsewhere.example/v1"}
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
    assert 'name="base_url"' not in page
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


def test_a_key_goes_only_where_the_operator_bound_it(organization, owner):
    claude = {"api_key_env": "SHIRUBE_API_KEY_CLAUDE"}
    assert code_of_refusal(organization, owner, **claude) == "api_key_env"
    assert code_of_refusal(organization, owner, api_key_env="SHIRUBE_API_KEY_UNBOUND") == "api_key_env"
    assert code_of_refusal(organization, owner, api_key_env="SHIRUBE_API_KEY_HOSTS") == "api_key_env"
    added = add_candidate(
        organization,
        owner,
        draft(provider=ProviderKind.ANTHROPIC, base_url="", model_name="claude", openness="closed", **claude),
    )
    assert (added.host.address, added.base_url) == ("api.anthropic.com:443", "")


def test_anthropic_is_refused_while_the_operator_has_not_listed_it(organization, owner, settings):
    settings.ALLOWED_ENDPOINTS = ["llm.example.co.jp:443"]
    assert code_of_refusal(organization, owner, provider=ProviderKind.ANTHROPIC, base_url="") == "base_url"


def test_every_candidate_has_its_model_host_and_supplier(organization, owner):
    supplier = save_supplier(organization, owner, SupplierDraft("代理店", "jp", "基本契約 2026-7"))
    added = add_candidate(organization, owner, draft(supplier_id=supplier.pk, licence="Apache-2.0"))
    assert (added.model_card.name, added.model_card.licence) == ("Qwen/Qwen3-8B", "Apache-2.0")
    assert (added.host.address, added.host.kind) == ("llm.example.co.jp:443", "vendor")
    assert (added.supplier.name, added.supplier.country) == ("代理店", "JP")
    again = add_candidate(organization, owner, draft(name="別名"))
    assert (again.host, again.model_card) == (added.host, added.model_card)
    local = add_candidate(
        organization, owner, CandidateDraft(ProviderKind.TRANSFORMERS, weights_key="smollm2-135m-instruct")
    )
    assert (local.host.address, local.host.kind) == ("", "this_machine")


def test_a_supplier_of_another_company_is_not_taken(organization, owner, other_organization, outsider):
    foreign = save_supplier(other_organization, outsider, SupplierDraft("他社の代理店"))
    assert code_of_refusal(organization, owner, supplier_id=foreign.pk) == "supplier"


def test_a_model_of_the_catalogue_fills_the_form_and_its_card(owner_client, organization, where):
    page = owner_client.get(f"{where}?kind=endpoint&model=qwen3-235b-a22b")
    form = page.context["form"]
    assert form["name"].value() == "Qwen3-235B-A22B"
    assert (form["licence"].value(), form["openness"].value()) == ("Apache-2.0", "open")
    sent = {**ENDPOINT, "catalogue_id": form["catalogue_id"].value(), "licence": form["licence"].value()}
    assert owner_client.post(where, sent).status_code == 302
    card = organization.candidates.get().model_card
    listed = models()["qwen3-235b-a22b"]
    assert (card.catalogue_id, card.maker, card.country) == (listed.id, listed.vendor, listed.country)
    assert (card.context_tokens, card.parameters_billion) == (listed.context_tokens, listed.params_total_b)


def test_the_catalogue_lists_every_model_and_finds_it_by_each_of_its_facts(owner_client, organization):
    where = reverse("evaluations:candidate_catalogue", args=[organization.slug])
    shown = owner_client.get(where).context["page"].paginator
    assert {card.id for card in shown.object_list} == set(models())
    assert [card.id for card in found_models(q="QWEN3 235b")] == ["qwen3-235b-a22b"]
    assert {card.country for card in found_models(country="JP")} == {"JP"}
    assert {card.weights for card in found_models(weights="no")} == {"no"}
    assert {card.role for card in found_models(role="embedding")} == {"embedding"}
    assert found_models(q="no such model") == []
    assert owner_client.get(where, {"q": "<script>"}).content.count(b"<script>alert") == 0


@pytest.mark.parametrize("listed", sorted(models()))
def test_every_model_of_the_catalogue_can_be_registered(organization, owner, listed):
    values = filled_from(models()[listed])
    form = EndpointCandidateForm(organization, {**ENDPOINT, **values})
    assert form.is_valid(), form.errors
    assert add_candidate(organization, owner, form.draft()).model_card.catalogue_id == listed


def test_weights_are_opened_only_from_folders_that_the_operator_allows(
    organization, owner, settings, tmp_path
):
    inside, outside = tmp_path / "models", tmp_path / "elsewhere"
    inside.mkdir(), outside.mkdir()
    (inside / "link").symlink_to(outside)
    settings.MODEL_FOLDERS = [str(inside)]
    local = {"provider": ProviderKind.TRANSFORMERS, "name": "", "model_name": ""}
    for refused in (
        outside,
        inside / "link",
        inside / ".." / "elsewhere",
        "relative/../x",
        "/",
        "a\0b",
        "../a/b",
    ):
        found = code_of_refusal(organization, owner, **local, weights_source=str(refused))
        assert found == "weights_source"
    settings_of = {"dtype": "bfloat16", "quantisation": "8-bit", "device": "cuda:1"}
    for source in (str(inside / "qwen3" / "model.gguf"), "Qwen/Qwen3-8B"):
        added = add_candidate(organization, owner, draft(**local, weights_source=source, **settings_of))
        assert (added.weights_source, added.provider, added.host.address) == (source, "transformers", "")
        assert (added.dtype, added.quantisation, added.device) == ("bfloat16", "8-bit", "cuda:1")


@pytest.mark.parametrize(
    ("field", "value"),
    [("dtype", "int3"), ("quantisation", "1-bit"), ("device", "tpu"), ("weights_source", "a/b")],
)
def test_wrong_settings_of_local_weights_are_refused(organization, owner, field, value):
    local = {"provider": ProviderKind.TRANSFORMERS, "weights_key": "smollm2-135m-instruct"}
    assert code_of_refusal(organization, owner, **local, **{field: value}) == field


def test_a_retired_candidate_is_taken_back_unless_its_name_is_used(owner_client, organization, owner):
    first = add_candidate(organization, owner, DRAFT)
    back = reverse("evaluations:candidate_reactivate", args=[organization.slug, first.pk])
    retire_candidate(first, owner)
    second = add_candidate(organization, owner, DRAFT)
    with pytest.raises(EvaluationRefused) as refused:
        reactivate_candidate(first, owner)
    assert refused.value.code == "name"
    assert "再開していません" in owner_client.post(back, follow=True).content.decode()
    retire_candidate(second, owner)
    assert owner_client.post(back).status_code == owner_client.post(back).status_code == 302
    first.refresh_from_db()
    assert first.is_active
    assert AuditEntry.objects.filter(action="candidate.reactivated").count() == 1


def test_only_an_owner_lets_a_model_bring_its_own_code(owner_client, organization, owner, settings, tmp_path):
    added = add_candidate(
        organization, owner, draft(provider=ProviderKind.TRANSFORMERS, name="", weights_source="org/model")
    )
    where = reverse("evaluations:candidate_remote_code", args=[organization.slug, added.pk])
    assert snapshot_of(added)["allow_remote_code"] is False
    editor = Client()
    editor.force_login(member(organization, Role.EDITOR, "editor"))
    allow = {"decision": "allow", "reason": "コードを確認した(2026-11-20)"}
    assert editor.post(where, allow).status_code == 403
    assert owner_client.post(where, {"decision": "allow", "reason": " "}).status_code == 422
    assert owner_client.post(where, allow).status_code == 302
    assert snapshot_of(Candidate.objects.get(pk=added.pk))["allow_remote_code"] is True
    entry = AuditEntry.objects.get(action="model.remote_code_allowed")
    assert (entry.actor, entry.detail["reason"]) == (owner, "コードを確認した(2026-11-20)")
    assert owner_client.post(where, {"decision": "withdraw", "reason": "不要"}).status_code == 302
    assert snapshot_of(Candidate.objects.get(pk=added.pk))["allow_remote_code"] is False


def test_the_leave_to_run_code_goes_over_to_no_other_weights_of_the_same_name(organization, owner):
    def local(name, source):
        return draft(
            provider=ProviderKind.TRANSFORMERS, name=name, weights_source=source, catalogue_id="qwen3-8b"
        )

    seen, other = (
        add_candidate(organization, owner, local(n, s)) for n, s in (("甲", "org/a"), ("乙", "evil/b"))
    )
    card = ModelCard.objects.get(candidates=seen)
    assert card == other.model_card
    with pytest.raises(EvaluationRefused) as refused:
        decide_on_remote_code(card, owner, True, "確認した")
    assert refused.value.code == "weights"
    retire_candidate(other, owner)
    decide_on_remote_code(card, owner, True, "確認した")
    for attempt in (
        lambda: add_candidate(organization, owner, local("丙", "evil/c")),
        lambda: reactivate_candidate(Candidate.objects.get(pk=other.pk), owner),
    ):
        with pytest.raises(EvaluationRefused) as refused:
            attempt()
        assert refused.value.code == "weights_source"
    again = add_candidate(organization, owner, local("丁", "org/a"))
    assert snapshot_of(again)["allow_remote_code"] is True


def test_the_list_says_model_host_and_what_may_be_sent(owner_client, organization, owner, settings):
    added = add_candidate(organization, owner, DRAFT)
    add_candidate(
        organization, owner, CandidateDraft(ProviderKind.TRANSFORMERS, weights_key="smollm2-135m-instruct")
    )
    where = reverse("evaluations:candidate_list", args=[organization.slug])
    rows = {candidate.name: row for candidate, row in owner_client.get(where).context["candidates"]}
    assert rows["自社サーバー"].open_classes == [] and rows["自社サーバー"].is_reachable
    assert rows["SmolLM2-135M-Instruct (Q4_1)"].needs_no_rule
    assert added.host
    allow_sending(added.host, "public", "公開資料のみ", owner)
    settings.ALLOWED_ENDPOINTS = []
    rows = {candidate.name: row for candidate, row in owner_client.get(where).context["candidates"]}
    assert rows["自社サーバー"].open_classes == ["public"] and not rows["自社サーバー"].is_reachable


def test_the_list_asks_as_often_for_many_candidates_as_for_one(
    owner_client, organization, owner, django_assert_num_queries
):
    where = reverse("evaluations:candidate_list", args=[organization.slug])
    add_candidate(organization, owner, DRAFT)
    with CaptureQueriesContext(connection) as few:
        owner_client.get(where)
    for number in range(20):
        add_candidate(organization, owner, draft(name=f"候補{number}"))
    with django_assert_num_queries(len(few)):
        owner_client.get(where)


def answers_file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("回答.csv", "\n".join(["番号,回答", *lines]).encode(), "text/csv")


def test_an_answers_file_becomes_a_candidate_with_its_answers_or_nothing(
    owner_client, organization, where, finished_run
):
    sent = {"kind": "file", "name": "他社サービス", "model_name": "other-1", "openness": "closed"}
    response = owner_client.post(where, {**sent, "upload": answers_file("Q01,3か月ごと", "Q99,80℃")})
    assert response.status_code == 422
    assert [row for row, _, _ in response.context["row_errors"]] == [3]
    assert "この質問は質問集" in response.content.decode()
    assert not organization.candidates.filter(provider=ProviderKind.FILE).exists()
    sent_well = {
        **sent,
        "upload": answers_file("Q01,3か月ごと", "Q02,80℃"),
        "test_set": finished_run.test_set_id,
    }
    assert owner_client.post(where, sent_well).status_code == 302
    added = organization.candidates.get(provider=ProviderKind.FILE)
    assert dict(added.given_answers.values_list("item_key", "text")) == {"Q01": "3か月ごと", "Q02": "80℃"}
    assert (added.host.address, added.model_name) == ("", "other-1")


def test_the_answers_of_a_file_candidate_can_be_replaced(
    owner_client, viewer_client, organization, where, finished_run
):
    sent = {"kind": "file", "name": "他社サービス", "model_name": "other-1", "openness": "closed"}
    owner_client.post(where, {**sent, "upload": answers_file("Q01,毎月")})
    added = organization.candidates.get(provider=ProviderKind.FILE)
    replace = reverse("evaluations:candidate_answers", args=[organization.slug, added.pk])
    assert viewer_client.post(replace, {"upload": answers_file("Q01,x")}).status_code == 403
    assert owner_client.post(replace, {"upload": answers_file("番号なし")}).status_code == 422
    assert owner_client.post(replace, {"upload": answers_file("Q01,3か月ごと", "Q02,80℃")}).status_code == 302
    assert added.given_answers.count() == 2
    local = finished_run.run_candidates.first().candidate
    other = reverse("evaluations:candidate_answers", args=[organization.slug, local.pk])
    assert owner_client.post(other, {"upload": answers_file("Q01,x")}).status_code == 422
    assert not local.given_answers.exists()

"""What the pages say: stages in words, the next step, the gate with its unknowns, the decision form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from adoption.models import Decision, UseCase
from adoption.selectors import gate_review
from adoption.services import record_decision, record_facts
from tests.adoption.companies import add_use_case, record, verdict

CONFIRM_AGAIN = gettext_lazy("Confirm again")


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def gate_page(client, use_case, gate="G0"):
    return client.get(reverse("adoption:gate_detail", args=["kaisha", use_case.pk, gate])).content.decode()


def decide(client, use_case, **changed):
    data = {
        "outcome": "go",
        "person_name": "田中 部長",
        "person_title": "製造部長",
        "reason": "効果を測れるため。",
        "whose_safety": "保全員",
        "seen_sha256": gate_review(use_case, "G0").snapshot_sha256,
        "after_decision": getattr(use_case.decisions.first(), "pk", 0),
    }
    return client.post(
        reverse("adoption:gate_decide", args=["kaisha", use_case.pk, "G0"]), {**data, **changed}
    )


def test_the_stepper_says_in_words_where_we_are(owner_client, use_case):
    page = owner_client.get("/o/kaisha/").content.decode()
    assert page.count('aria-current="step"') == 1
    assert "第1段階" in page
    assert page.index('aria-current="step"') < page.index("第1段階") < page.index("第2段階")


def test_a_company_without_documents_is_asked_for_them_first(owner_client, organization):
    response = owner_client.get("/o/kaisha/")
    assert response.context["home"].next_step.code == "documents"
    assert response.content.decode().count("btn-primary") == 1


def test_the_gate_page_names_what_is_unknown(owner_client, use_case):
    page = gate_page(owner_client, use_case)
    assert "業務量と所要時間の概算がある" in page
    assert "未確認" in page
    assert "G0-C1" in page
    assert "保留" in page


def test_the_gate_page_shows_value_source_and_status_of_known_facts(owner_client, use_case):
    record_facts(use_case, "ev", "workshop_scores", {"n_voters": 2}, "採点会 2026-11-10", None)
    page = gate_page(owner_client, use_case)
    assert "2 人" in page
    assert "採点会 2026-11-10" in page
    assert "未達" in page


def test_the_gate_page_is_in_english_too(owner_client, use_case):
    owner_client.cookies["shirube_language"] = "en"
    page = gate_page(owner_client, use_case)
    assert "Hold" in page
    assert "Technical document search" in page


def test_a_source_with_markup_is_shown_as_text(owner_client, use_case):
    record_facts(use_case, "ev", "workshop_scores", {"n_voters": 3}, "<script>alert(1)</script>", None)
    assert "<script>alert(1)" not in gate_page(owner_client, use_case)


def test_a_person_decides_on_the_page_and_the_decision_is_listed(owner_client, use_case):
    record(use_case)
    assert decide(owner_client, use_case).status_code == 302
    assert Decision.objects.get().decided_by.name == "owner"
    page = gate_page(owner_client, use_case)
    assert "田中 部長" in page
    assert "効果を測れるため。" in page


def test_a_refused_decision_keeps_the_input_and_says_what_to_do(owner_client, use_case):
    response = decide(owner_client, use_case, reason="理由は残ること")
    page = response.content.decode()
    assert response.status_code == 422
    assert "「進む」は記録できません" in page
    assert "理由は残ること" in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"outcome": "maybe"}, {"outcome": ""}, {"reason": ""}, {"review_date": "31/31"}]
)
def test_a_form_with_nonsense_is_refused(owner_client, use_case, changed):
    record(use_case)
    assert decide(owner_client, use_case, **changed).status_code == 422
    assert not Decision.objects.exists()


def test_a_conditional_go_is_recorded_from_the_form(owner_client, use_case):
    record(use_case, baseline_estimate=None)
    response = decide(
        owner_client,
        use_case,
        outcome="conditional_go",
        conditions="実測する",
        review_date=(timezone.localdate() + timedelta(days=30)).isoformat(),
        unknowns_acknowledged=["G0-C1"],
    )
    assert response.status_code == 302
    assert Decision.objects.get().unknowns_acknowledged == ["G0-C1"]


def test_a_stale_decision_is_marked_on_the_gate_and_in_the_list(owner_client, owner, use_case):
    record(use_case)
    record_decision(use_case, "G0", verdict(use_case), owner)
    record_facts(use_case, "ev", "risk_triage", {"risk_class": "C"}, "再判定", owner)
    assert gate_review(use_case, "G0").needs_reconfirmation
    for page in (gate_page(owner_client, use_case), owner_client.get("/o/kaisha/gates/").content.decode()):
        assert "state-warn" in page
        assert str(CONFIRM_AGAIN) in page


def test_evidence_is_recorded_from_the_form_with_its_source(owner_client, owner, use_case):
    address = reverse("adoption:gate_evidence_form", args=["kaisha", use_case.pk, "G0", "G0-C2"])
    assert "採点した人数" in owner_client.get(address).content.decode()
    response = owner_client.post(address, {"fact_0": "4", "source_text": "採点会"})
    assert response.status_code == 302
    row = use_case.evidence.get()
    assert (row.facts, row.source_text, row.recorded_by) == ({"n_voters": 4.0}, "採点会", owner)


@pytest.mark.parametrize(
    "data", [{"fact_0": "4"}, {"source_text": "採点会"}, {"fact_0": "many", "source_text": "採点会"}]
)
def test_an_incomplete_evidence_form_is_refused(owner_client, use_case, data):
    address = reverse("adoption:gate_evidence_form", args=["kaisha", use_case.pk, "G0", "G0-C2"])
    assert owner_client.post(address, data).status_code == 422
    assert not use_case.evidence.exists()


def test_measured_facts_have_no_field_to_type_into(owner_client, use_case):
    address = reverse("adoption:gate_evidence_form", args=["kaisha", use_case.pk, "G2", "G2-C5"])
    response = owner_client.get(address)
    assert response.context["form"].names == {}
    assert "評価したクローズドモデルの数" in response.content.decode()


def test_a_use_case_is_made_and_edited(owner_client, organization):
    made = owner_client.post(reverse("adoption:use_case_create", args=["kaisha"]), {"name": "見積の下書き"})
    use_case = UseCase.objects.get()
    address = reverse("adoption:use_case_edit", args=["kaisha", use_case.pk])
    changed = owner_client.post(address, {"name": "見積の下書き", "owner_name": "営業技術課 山本"})
    use_case.refresh_from_db()
    assert (made.status_code, changed.status_code, use_case.owner_name) == (302, 302, "営業技術課 山本")
    assert owner_client.post(address, {"name": ""}).status_code == 422
    actions = list(organization.audit_entries.values_list("action", flat=True))
    assert actions == ["use_case.changed", "use_case.created"]


def test_another_use_case_can_be_chosen(owner_client, organization, use_case):
    second = add_use_case(organization)
    response = owner_client.get(f"/o/kaisha/?use_case={second.pk}")
    assert response.context["home"].overview.use_case == second
    for nonsense in ("x", "-1", "9" * 40, "²"):
        shown = owner_client.get("/o/kaisha/", {"use_case": nonsense}).context["home"].overview.use_case
        assert shown == use_case


def test_a_decision_made_meanwhile_is_read_before_another_is_recorded(owner_client, use_case):
    record(use_case)
    assert decide(owner_client, use_case, after_decision=0).status_code == 302
    again = decide(owner_client, use_case, after_decision=0, outcome="stop")
    assert (again.status_code, Decision.objects.count()) == (422, 1)
    shown = again.context["form"]
    assert shown["after_decision"].value() == str(Decision.objects.get().pk)
    assert shown["seen_sha256"].value() == gate_review(use_case, "G0").snapshot_sha256
    assert decide(owner_client, use_case, outcome="stop").status_code == 302
    assert Decision.objects.first().outcome == "stop"

"""Who may do what on the pages of vendors, and what leaves the company as a file."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from governance.content.loader import books
from governance.content.standards import MAPPED, standards_book
from governance.models import GovernanceDocument, ModelRecord, OriginRule, SwitchReview, VendorEvent
from governance.services.documents import save_document
from governance.services.questionnaires import AnswerDraft, open_request, save_answer
from governance.services.vendors import save_row
from governance.views.vendor_records import RECORDS_AT_FIRST
from tests.conftest import member, signed_in
from tests.governance.vendors.records import TODAY, add_rule, add_use, around_vendors, tolerate

pytestmark = pytest.mark.django_db
READ_ONLY = ("vendor_use_list", "vendor_record_list", "vendor_compare", "vendor_origin_list", "vendor_event_list",
             "dependence", "exit_list", "provenance", "partner_list", "standards")  # fmt: skip


@pytest.fixture
def own(organization, owner):
    return around_vendors(organization, owner)


@pytest.fixture
def use(organization, owner):
    return add_use(organization, owner)


def url(name, *parts) -> str:
    return reverse(f"governance:{name}", args=["kaisha", *parts])


@pytest.mark.parametrize("name", READ_ONLY)
def test_a_member_reads_and_an_outsider_finds_nothing(name, own, viewer_client, outsider_client):
    assert viewer_client.get(url(name)).status_code == 200
    assert outsider_client.get(url(name)).status_code == 404


def test_a_viewer_changes_nothing(own, viewer_client):
    for name, *parts in [
        ("vendor_use_create",),
        ("vendor_record_create", "model"),
        ("vendor_answer", own["model_use"], "V-JUR-1"),
        ("vendor_request_create", own["model_use"]),
        ("vendor_reply_accept", own["vendor_reply"]),
        ("vendor_request_revoke", own["vendor_request"]),
        ("document_edit", "dependency"),
        ("exit_edit", own["ai_system"]),
        ("partner_create",),
    ]:
        assert viewer_client.post(url(name, *parts)).status_code == 403, name


def test_only_an_owner_writes_the_policy_and_the_tolerance(organization, own):
    editor = signed_in(member(organization, Role.EDITOR, "editor"))
    for name in ("vendor_origin_create", "dependence_tolerance"):
        assert editor.post(url(name)).status_code == 403


def test_a_consultant_drafts_and_never_approves(organization, owner, consultant, use):
    client = signed_in(consultant)
    client.post(url("document_edit", "dependency"), {"text": "草案"})
    document = GovernanceDocument.objects.get()
    assert client.post(url("document_approve", document.pk)).status_code == 403
    assert client.post(url("vendor_use_approve", use.pk)).status_code == 403


def test_a_record_is_added_from_its_page_and_a_wrong_one_is_refused_in_words(owner_client):
    form = {"name": "Llama", "developer": "Meta", "origin_country": "us", "released_on": "2025-04-05"}
    assert owner_client.post(url("vendor_record_create", "model"), form).status_code == 302
    assert ModelRecord.objects.get().origin_country == "US"
    wrong = {**form, "name": "Llama 2", "retired_on": "2024-01-01"}
    response = owner_client.post(url("vendor_record_create", "model"), wrong)
    assert response.status_code == 422
    assert "日付が前後しています" in response.content.decode()
    again = owner_client.post(url("vendor_record_create", "model"), form)
    assert "既にあります" in again.content.decode()


def test_a_rule_needs_its_reason(owner_client):
    form = {"role": "origin", "country": "CN", "verdict": "needs_approval", "decided_by_name": "山田",
            "decided_on": "2026-11-01", "review_on": "2027-11-01"}  # fmt: skip
    assert owner_client.post(url("vendor_origin_create"), form).status_code == 422
    owner_client.post(url("vendor_origin_create"), {**form, "rationale": "顧客との契約"})
    assert OriginRule.objects.get().rationale == "顧客との契約"


def test_the_link_of_a_supplier_is_shown_once(owner_client, use):
    made = owner_client.post(url("vendor_request_create", use.pk), {"recipient": "導入会社", "days": 7})
    assert "/reply/" in made.content.decode()
    later = owner_client.get(url("vendor_request_detail", use.requests.get().pk))
    assert "/reply/" not in later.content.decode()


def test_the_document_is_approved_from_its_page_by_a_named_person(organization, owner, owner_client, use):
    tolerate(organization, owner)
    document = save_document(organization, "dependency", "本文", owner)
    form = {
        "seen_sha256": document.text_sha256,
        "person_name": "山田",
        "person_title": "社長",
        "review_on": "2099-01-01",
    }
    assert owner_client.post(url("document_approve", document.pk), form).status_code == 302
    document.refresh_from_db()
    assert document.approved_by == owner
    assert organization.audit_entries.filter(action="document.approved").exists()


def test_a_review_asks_every_question_and_keeps_the_decision(owner_client, use):
    form = {"on": "2026-11-01", "price_trend": "falling", "quality_trend": "unknown", "decision": "stay",
            "reason": "価格は下がり品質は同じ", "person_name": "山田", "next_on": "2027-02-01"}  # fmt: skip
    page = url("exit_review_create", use.system_id)
    assert owner_client.post(page, form).status_code == 422
    answers = {f"question_{at}": "変化なし" for at in range(len(books().vendors.switch_review))}
    assert owner_client.post(page, {**form, **answers}).status_code == 302
    assert SwitchReview.objects.get().answers["SW-1"] == "変化なし"


def test_the_questionnaire_file_has_every_question_says_unknown_and_runs_no_formula(owner, owner_client, use):
    save_answer(use, "V-JUR-1", AnswerDraft("=1+1", 1, "", "資料", TODAY, "社内だけのメモ"), owner)
    found = owner_client.get(url("vendor_questionnaire_file", use.pk, "csv")).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(found)))
    assert sum(line[0].startswith("V-") for line in lines) == 41
    first = next(line for line in lines if line[0] == "V-JUR-1")
    assert first[4] == "'=1+1"
    assert "社内だけのメモ" not in found
    book = load_workbook(
        io.BytesIO(owner_client.get(url("vendor_questionnaire_file", use.pk, "xlsx")).content)
    )
    cell = next(row[4] for row in book.active.iter_rows() if row[0].value == "V-JUR-1")
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_customers_get_only_what_is_marked(owner_client, use, kind):
    owner_client.post(url("vendor_use_share", use.pk), {"parts": ["model", "origin"]})
    content = owner_client.get(url("provenance_file", kind) + "?language=en").content
    if kind == "xlsx":
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        content = "\n".join(str(row) for row in rows).encode()
    for shown in (use.model.name, "Alibaba", "China"):
        assert shown in content.decode()
    for hidden in (use.supplier.name, use.host.name, use.system.name, "Apache-2.0"):
        assert hidden not in content.decode()


def test_a_use_without_a_mark_is_not_even_mentioned_to_customers(owner_client, use):
    content = owner_client.get(url("provenance") + "?view=customers").content.decode()
    assert use.model.name not in content
    assert use.model.name in owner_client.get(url("provenance")).content.decode()


def test_open_and_closed_weights_stand_beside_each_other(organization, owner, owner_client, use):
    closed = add_use(organization, owner, name="閉じた方", system=use.system)
    closed.model.weights = "closed"
    closed.model.save()
    groups = owner_client.get(url("vendor_compare")).context["groups"]
    assert [(one.key, one.uses, one.unknown) for one in groups] == [("open", 1, 41), ("closed", 1, 41)]


def test_a_price_runs_on_until_the_next_and_one_alone_draws_nothing(organization, owner, owner_client, use):
    def add(day, price) -> None:
        save_row(
            VendorEvent(
                organization=organization, model=use.model, kind="price", on=day, description="改定",
                input_price=price, currency="USD", source="x", seen_on=TODAY, certainty="official",
            ),
            owner,
        )  # fmt: skip

    add(date(2025, 1, 10), 10)
    assert owner_client.get(url("vendor_event_list")).context["charts"] == []
    add(date(2025, 6, 10), 2)
    ((currency, chart),) = owner_client.get(url("vendor_event_list")).context["charts"]
    assert currency == "USD"
    assert chart["xAxis"]["data"][:2] == ["2025-01-10", "2025-06-10"]
    assert chart["series"][0]["data"] == [10, 2, 2]


def test_the_page_says_which_country_has_which_rule(organization, owner, owner_client, use):
    add_rule(organization, owner, "origin", "CN", "needs_approval")
    checked = owner_client.get(url("vendor_use_detail", use.pk)).context["checked"]
    assert [one.verdict for one in checked.findings] == ["needs_approval", "undecided", "undecided"]


def test_every_requirement_of_the_mapped_standards_has_a_place_in_the_product(owner_client):
    wanted = {one.id for one in books().frameworks.requirements if one.framework in MAPPED}
    assert {one.requirement for one in standards_book().rows} >= wanted
    assert len(standards_book().perspectives) == 10
    for place in standards_book().places:
        assert owner_client.get(reverse(place.route, args=["kaisha"])).status_code == 200, place.id


def test_a_company_without_records_is_led_to_add_the_first_of_each_kind(owner_client):
    content = owner_client.get(url("vendor_record_list")).content.decode()
    assert all(url("vendor_record_create", kind) in content for kind in ("model", "host", "supplier"))


def test_long_lists_of_records_are_paged_by_kind(organization, owner, owner_client, use):
    for at in range(RECORDS_AT_FIRST + 1):
        save_row(ModelRecord(organization=organization, name=f"モデル{at:03}"), owner)
    content = owner_client.get(url("vendor_record_list")).content.decode()
    assert "?kind=model" in content
    assert "モデル050" not in content
    assert use.host.name in content
    second = owner_client.get(url("vendor_record_list") + "?kind=model&page=2").content.decode()
    assert "モデル050" in second
    assert use.host.name not in second


def test_a_page_asks_the_database_no_more_for_more_uses(
    organization, owner, owner_client, use, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(60) as found:
            owner_client.get(url("vendor_use_list"))
        return len(found)

    before = queries()
    for at in range(3):
        add_use(organization, owner, name=f"利用{at}", system=use.system)
    assert queries() == before


def test_two_links_of_one_use_are_two_secrets(owner, use):
    first, second = (open_request(use, "導入会社", "", 7, owner)[1] for _ in range(2))
    assert first != second


def test_a_builder_on_open_weights_is_a_kind_of_supplier_of_its_own(owner_client, organization):
    page = owner_client.get(url("vendor_record_create", "supplier"))
    kinds = dict(page.context["form"].fields["kind"].choices)
    assert {"developer", "cloud", "integrator", "reseller", "saas", "own"} <= kinds.keys()


def test_a_text_that_changed_meanwhile_is_shown_and_not_approved(organization, owner, owner_client, use):
    seen = save_document(organization, "dependency", "最初の本文", owner).text_sha256
    document = save_document(organization, "dependency", "差し替えた本文", owner)
    form = {"seen_sha256": seen, "person_name": "山田", "person_title": "社長", "review_on": "2099-01-01"}
    refused = owner_client.post(url("document_approve", document.pk), form)
    assert refused.status_code == 422
    assert "差し替えた本文" in refused.content.decode()
    assert f'value="{document.text_sha256}"' in refused.content.decode()
    document.refresh_from_db()
    assert document.approved_at is None

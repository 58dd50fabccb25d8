"""Pages of prices, model cards and bills: what they say, who may do what, and what they refuse."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext, override

from tco.assumptions import Status
from tco.models import BillImport, PriceRow
from tco.price_services import enter_price, import_bill, import_prices
from tco.prices.kinds import Kind
from tco.prices.reading import read_prices
from tco.prices.validity import in_force
from tco.prices.writing import prices_csv
from tests.tco.prices.drafts import TODAY, draft
from tests.tco.prices.test_bills import HEADER, LINE
from tests.tco.prices.test_price_services import BILL, RATE

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "gpu_hour",
    "item": "H100",
    "provider": "クラウド社",
    "value": "2.5",
    "unit": "USD_per_GPU_hour",
    "tax_included": "False",
    "source": "見積 Q-1",
    "retrieved_on": "2026-11-20",
    "valid_from": "2026-11-01",
    "status": "quoted",
}


def address(name: str, *numbers: object) -> str:
    return reverse(f"tco:{name}", args=["kaisha", *numbers])


def page(client, name: str, *numbers: object, **asked: object) -> str:
    response = client.get(address(name, *numbers), asked)
    assert response.status_code == 200
    return response.content.decode()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def row(organization, owner) -> PriceRow:
    return enter_price(organization, owner, draft(), TODAY)


def test_the_price_book_begins_with_what_to_do(owner_client, viewer_client):
    assert address("price_catalogue") in page(owner_client, "price_list")
    assert "btn-primary" not in page(viewer_client, "price_list")


def test_a_row_is_shown_with_unit_tax_source_and_state(owner_client, row):
    text = page(owner_client, "price_list")
    for word in ("H100 SXM 80GB", "2.5", "米ドル/GPU時間", "税抜", "見積 Q-2026-11", "クラウド社"):
        assert word in text


def test_a_stale_row_says_why_on_the_list_and_is_found_by_it(owner_client, organization, owner, row):
    old = draft(item="古い定価", status=Status.LIST, retrieved_on=TODAY - timedelta(100))
    enter_price(organization, owner, old, TODAY)
    text = page(owner_client, "price_list", show="stale")
    assert "100日たっています" in text and "古い定価" in text and "H100" not in text


def test_the_list_is_searched_by_words_and_kind_and_keeps_closed_rows_apart(
    owner_client, organization, owner, row
):
    enter_price(organization, owner, RATE, TODAY)
    enter_price(organization, owner, draft(value=Decimal("7.77"), valid_from=TODAY), TODAY)
    assert "H100" not in page(owner_client, "price_list", kind="exchange_rate")
    assert "150" in page(owner_client, "price_list", q="米ドル")
    assert page(owner_client, "price_list", q="H100").count("H100 SXM 80GB") == 1
    assert page(owner_client, "price_list", q="H100", show="history").count("H100 SXM 80GB") == 2
    assert "7.77" in page(owner_client, "price_list", kind="no such kind")


def test_a_price_is_typed_in_and_its_successor_begins_from_it(owner_client, organization):
    response = owner_client.post(address("price_add"), TYPED)
    row = organization.price_rows.get()
    assert response["Location"] == address("price_detail", row.pk)
    form = page(owner_client, "price_add", after=row.pk)
    assert 'value="H100"' in form and 'value="2026-11-22"' in form
    owner_client.post(address("price_add"), {**TYPED, "value": "3", "valid_from": "2026-11-10"})
    row.refresh_from_db()
    assert row.valid_to == date(2026, 11, 9)
    detail = page(owner_client, "price_detail", row.pk)
    assert "2026-11-09" in detail and "chart-data" in detail


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "0"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1e13"}, "value"),
        ({"value": ""}, "value"),
        ({"unit": "JPY_per_kWh"}, "unit"),
        ({"valid_to": "2026-10-01"}, "valid_to"),
        ({"retrieved_on": "2027-01-01"}, "retrieved_on"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"source": ""}, "source"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"kind": "nonsense"}, "kind"),
    ],
)
def test_a_mistake_is_said_at_the_field_and_nothing_is_saved(owner_client, change, field):
    response = owner_client.post(address("price_add"), {**TYPED, **change})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not PriceRow.objects.exists()


def test_a_contradiction_with_a_stored_row_is_said_at_the_date(owner_client, organization, owner, row):
    enter_price(organization, owner, draft(valid_from=TODAY), TODAY)
    same = {**TYPED, "item": row.item, "region": row.region, "valid_from": "2026-11-05"}
    response = owner_client.post(address("price_add"), same)
    assert response.status_code == 422
    assert "閉じた行は変えられません" in response.content.decode()


def test_a_row_is_closed_on_its_page(owner_client, row):
    assert owner_client.post(address("price_close", row.pk), {"valid_to": "2026-10-01"}).status_code == 422
    owner_client.post(address("price_close", row.pk), {"valid_to": "2026-11-30"})
    row.refresh_from_db()
    assert row.valid_to == date(2026, 11, 30)


def test_a_reader_may_look_but_not_change(viewer_client, row):
    page(viewer_client, "price_detail", row.pk)
    page(viewer_client, "price_catalogue", q="gpt-4.1")
    for name, numbers in (
        ("price_add", ()),
        ("price_close", (row.pk,)),
        ("price_import", ()),
        ("price_bill_list", ()),
    ):
        assert viewer_client.post(address(name, *numbers)).status_code == 403


def test_an_outsider_gets_the_answer_of_nothing(outsider_client, organization, row):
    for name, numbers in (
        ("price_list", ()),
        ("price_detail", (row.pk,)),
        ("price_export", ()),
        ("price_add", ()),
    ):
        assert outsider_client.get(address(name, *numbers)).status_code == 404


def test_another_companys_row_bill_and_plan_are_not_found(
    owner_client, other_organization, outsider, organization
):
    foreign = enter_price(other_organization, outsider, draft(), TODAY)
    bill = import_bill(other_organization, outsider, "x.csv", BILL, None)
    assert owner_client.get(address("price_detail", foreign.pk)).status_code == 404
    assert owner_client.get(address("price_add") + f"?after={foreign.pk}").status_code == 404
    assert owner_client.get(address("price_bill_detail", bill.pk)).status_code == 404
    assert owner_client.post(address("price_bill_delete", bill.pk)).status_code == 404


def test_list_prices_are_found_and_taken_over(owner_client, organization):
    assert "gpt-4.1-mini" in page(owner_client, "price_catalogue", q="openai gpt-4.1")
    offers = page(owner_client, "price_catalogue", provider="openai", model="gpt-4.1")
    assert "genai-prices" in offers and "batch" in offers
    asked = address("price_catalogue") + "?provider=openai&model=gpt-4.1"
    assert owner_client.post(asked).status_code == 422
    assert owner_client.post(asked, {"offer": ["0", "1", "2"]}).status_code == 302
    values = {one.kind: one.value for one in organization.price_rows.all()}
    assert values == {Kind.API_IN: 2, Kind.API_CACHED: Decimal("0.5"), Kind.API_OUT: 8}


def test_a_model_without_a_price_is_said_to_be_unknown(owner_client):
    text = page(owner_client, "price_catalogue", provider="openrouter", model="no-such-model")
    assert "0円とはみなしません" in text


def test_a_gpu_is_taken_over_with_its_own_old_day(owner_client, organization):
    owner_client.post(address("price_catalogue") + "?gpu=rtx4090", {"offer": "0"})
    assert organization.price_rows.get().retrieved_on == date(2022, 10, 1)
    assert "日たっています" in page(owner_client, "price_list")


def test_a_table_is_imported_or_every_row_to_correct_is_listed(owner_client, organization):
    bad = prices_csv([draft()]).replace(b"2.5", b"abc")
    response = owner_client.post(address("price_import"), {"file": upload("p.csv", bad)})
    assert response.status_code == 422
    text = response.content.decode()
    assert "「abc」は数値ではありません" in text and "何も取り込んでいません" in text
    owner_client.post(address("price_import"), {"file": upload("p.csv", prices_csv([draft()]))})
    assert organization.price_rows.get().item == "H100 SXM 80GB"


def test_a_huge_upload_is_refused_before_it_is_read(owner_client, monkeypatch):
    data = upload("p.csv", b"x" * (5 * 1024 * 1024 + 1))
    response = owner_client.post(address("price_import"), {"file": data})
    assert response.status_code == 422 and "5 MiB" in response.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_whole_book_is_exported_and_can_be_read_again(owner_client, row, form):
    response = owner_client.get(address("price_export"), {"as": form})
    assert "attachment" in response["Content-Disposition"]
    ((_, back),) = read_prices(f"p.{form}", response.content, TODAY)
    assert back == draft()


def test_a_book_with_corrections_moves_to_another_company_with_the_same_row_in_force(
    owner_client, organization, other_organization, owner, outsider
):
    for value, day in ((1, 1), (2, 1), (3, 10), (4, 10)):
        enter_price(organization, owner, draft(value=Decimal(value), valid_from=date(2026, 11, day)), TODAY)
    data = owner_client.get(address("price_export"), {"as": "csv"}).content
    import_prices(other_organization, outsider, "p.csv", data, TODAY)
    for company in (organization, other_organization):
        rows = list(company.price_rows.order_by("pk"))
        assert [in_force(rows, date(2026, 11, day)).value for day in (1, 9, 10, 22)] == [2, 2, 4, 4]


def test_the_template_is_downloaded(viewer_client, organization):
    assert viewer_client.get(address("price_template")).content.startswith(b"PK")


def test_every_model_card_opens_in_both_languages(owner_client):
    from catalogue.models import models

    for language in ("ja", "en"):
        for key in models():
            response = owner_client.get(
                address("price_model_detail", key), headers={"Accept-Language": language}
            )
            assert response.status_code == 200, key
    assert owner_client.get(address("price_model_detail", "no-such-model")).status_code == 404


def test_a_card_says_traps_unknowns_and_how_the_price_went(owner_client):
    assert "非商用ライセンス" in page(owner_client, "price_model_detail", "sarashina2-8x70b")
    with override("ja"):
        no_score = gettext("No public score with a date was found. Its absence says nothing about the model.")
        no_price = gettext(
            "No API price is listed. It is not free of charge: ask for a quotation, or run the model yourself."
        )
    assert no_score in page(owner_client, "price_model_detail", "kimi-k2")
    assert no_score not in page(owner_client, "price_model_detail", "gpt-oss-120b")
    text = page(owner_client, "price_model_detail", "o3")
    assert "2025-06-10" in text and "chart-data" in text and "当初" in text
    assert no_price in page(owner_client, "price_model_detail", "plamo-2-8b")


def test_up_to_four_cards_stand_side_by_side(owner_client):
    text = page(
        owner_client,
        "price_model_compare",
        model=["o3", "gpt-4.1", "qwen3-8b", "kimi-k2", "bge-m3", "nonsense"],
    )
    assert text.count('<th scope="col"><a') == 4 and "BGE" in text.split("<table")[0].upper()
    page(owner_client, "price_model_compare")
    assert page(owner_client, "price_model_list", q="sarashina").count('name="model"') == 3


def test_a_bill_is_imported_for_a_plan_and_leads_to_the_comparison(owner_client, plan):
    sent = {"file": upload("10月.csv", BILL), "plan": plan.pk}
    response = owner_client.post(address("price_bill_list"), sent)
    assert response["Location"] == address("price_plan_bills", plan.pk)
    assert "10月.csv" in page(owner_client, "price_bill_list")
    again = owner_client.post(address("price_bill_list"), {**sent, "file": upload("b.csv", BILL)})
    assert again.status_code == 422 and "取り込み済み" in again.content.decode()
    text = page(owner_client, "price_bill_detail", BillImport.objects.get().pk)
    assert "984" in text and "Azure OpenAI" in text


def test_without_a_rate_the_comparison_says_unknown_and_with_one_it_is_yen(
    owner_client, organization, owner, plan
):
    import_bill(organization, owner, "x.csv", BILL, plan)
    text = page(owner_client, "price_plan_bills", plan.pk)
    assert "不明" in text and "USD" in text and "2026-10-31" in text
    enter_price(organization, owner, RATE, TODAY)
    text = page(owner_client, "price_plan_bills", plan.pk)
    assert "147,600" in text and "不明" not in text.split("<tbody>")[1].split("</tbody>")[0]
    compared = owner_client.get(address("price_plan_bills", plan.pk)).context["compared"]
    everything = owner_client.get(address("price_plan_bills", plan.pk), {"costs": "all"}).context["compared"]
    assert compared.total.billed_jpy == 147_600
    assert everything.total.planned_jpy > compared.total.planned_jpy > 0


def test_a_plan_without_bills_or_without_values_says_what_to_do(owner_client, organization, owner, plan):
    assert address("price_bill_list") in page(owner_client, "price_plan_bills", plan.pk)
    plan.assumptions.filter(key="users").delete()
    assert "notice-warning" in page(owner_client, "price_plan_bills", plan.pk)
    assert owner_client.get(address("price_plan_focus", plan.pk)).status_code == 302
    assert owner_client.get(address("price_plan_bills", plan.pk), {"option": "nonsense"}).status_code == 404


def test_the_planned_costs_are_exported_as_a_bill_that_can_be_imported(
    owner_client, organization, owner, plan
):
    response = owner_client.get(address("price_plan_focus", plan.pk), {"option": "api"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    bill = import_bill(organization, owner, "plan.csv", response.content, plan)
    assert bill.rows > 60
    compared = owner_client.get(address("price_plan_bills", plan.pk), {"costs": "all"}).context["compared"]
    assert len(compared.compared) == 60
    assert abs(compared.total.difference_jpy) < bill.rows


def test_a_bill_page_is_paged(owner_client, organization, owner):
    lines = "\n".join([HEADER, *(LINE.replace("gpt-4.1 tokens", f"行{n}") for n in range(150))])
    bill = import_bill(organization, owner, "x.csv", lines.encode(), None)
    text = page(owner_client, "price_bill_detail", bill.pk)
    assert "行99" in text and "行149" not in text and "page=2" in text


def test_a_plan_is_filled_from_rows_that_fit_and_names_them(
    owner_client, viewer_client, organization, owner, plan
):
    empty = page(owner_client, "price_plan_fill", plan.pk)
    assert address("price_catalogue") in empty and "<select" not in empty
    fits = enter_price(organization, owner, draft(tax_included=True, value=Decimal("3.3")), TODAY)
    enter_price(organization, owner, RATE, TODAY)
    other = enter_price(organization, owner, draft(unit="JPY_per_GPU_hour"), TODAY)
    text = page(owner_client, "price_plan_fill", plan.pk)
    assert f'value="{fits.pk}"' in text and f'value="{other.pk}"' not in text
    asked = address("price_plan_fill", plan.pk)
    key = "cloud_usd_per_gpu_hour"
    for wrong in ({}, {key: other.pk}, {key: "x"}):
        assert owner_client.post(asked, {"revision": 1, **wrong}).status_code == 422
    assert owner_client.post(asked, {"revision": 0, key: fits.pk}).status_code == 422
    assert owner_client.post(asked, {"revision": 1, key: fits.pk}).status_code == 302
    stored = plan.assumptions.get(key=key)
    assert (stored.mode, stored.price_row) == (3, fits)
    assert "1.1" in stored.source
    assert viewer_client.get(asked).status_code == 403

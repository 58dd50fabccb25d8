"""Prices and bills in the database: added, closed, audited, never overwritten, never another company's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import first_broken_entry
from tco.assumptions import Status
from tco.models import BillImport, BillLine, PriceRow
from tco.price_planned import planned_charges
from tco.price_selectors import (
    billed_sums,
    billed_twice,
    price_lines,
    price_rows_for,
    prices_of,
    rates_of,
    stale_prices_of,
)
from tco.price_services import (
    close_price,
    delete_bill,
    draft_of,
    enter_price,
    import_bill,
    import_prices,
    take_over,
)
from tco.prices.errors import FileRefused, PriceRefused
from tco.prices.filling import price_for
from tco.prices.kinds import Kind
from tco.prices.offers import api_offers
from tco.prices.writing import prices_csv, prices_xlsx
from tco.selectors import assumptions_of, plan_results
from tco.services import save_assumptions
from tests.tco.prices.drafts import TODAY, draft
from tests.tco.prices.test_bills import HEADER, LINE

pytestmark = pytest.mark.django_db
BILL = f"{HEADER}\n{LINE}\n".encode()
RATE = draft(
    kind=Kind.EXCHANGE_RATE,
    item="米ドル",
    unit="JPY_per_USD",
    value=Decimal(150),
    valid_from=date(2026, 10, 1),
    status=Status.MEASURED,
)


def test_a_row_is_stored_with_who_and_when_and_its_currency(organization, owner):
    row = enter_price(organization, owner, draft(), TODAY)
    row.refresh_from_db()
    assert (row.value, row.currency, row.entered_by, row.entered_by_name) == (
        Decimal("2.5"),
        "USD",
        owner,
        str(owner),
    )
    assert draft_of(row) == draft()
    entry = organization.audit_entries.first()
    assert (entry.action, entry.detail["value"], entry.detail["closes"]) == ("price_row.entered", "2.5", None)
    assert first_broken_entry(organization) is None


def test_the_next_row_closes_the_one_before_and_keeps_its_value(organization, owner):
    first = enter_price(organization, owner, draft(valid_from=date(2026, 1, 1)), TODAY)
    second = enter_price(organization, owner, draft(value=Decimal(3), valid_from=date(2026, 11, 10)), TODAY)
    first.refresh_from_db()
    assert (first.value, first.valid_to, first.closed_by) == (Decimal("2.5"), date(2026, 11, 9), second)
    assert list(prices_of(organization, TODAY)) == [second]
    assert list(prices_of(organization, date(2026, 11, 5))) == [second, first]
    assert set(prices_of(organization, TODAY, history=True)) == {first, second}


def test_another_supplier_region_or_status_is_another_series(organization, owner):
    for change in ({}, {"provider": "別の会社"}, {"region": "大阪"}, {"status": Status.LIST}):
        enter_price(organization, owner, draft(**change), TODAY)
    assert PriceRow.objects.filter(closed_by__isnull=True).count() == 4


def test_a_mistake_saves_nothing(organization, owner):
    with pytest.raises(PriceRefused):
        enter_price(organization, owner, draft(value=Decimal(0)), TODAY)
    assert not PriceRow.objects.exists() and not organization.audit_entries.exists()


@pytest.mark.parametrize(
    "change",
    [{"value": Decimal(0)}, {"valid_to": date(2026, 10, 31)}],
    ids=["a price of zero", "an end before"],
)
def test_the_database_itself_refuses_what_no_price_is(organization, owner, change):
    row = enter_price(organization, owner, draft(), TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceRow.objects.filter(pk=row.pk).update(**change)


def test_a_closed_row_is_not_closed_again(organization, owner):
    first = enter_price(organization, owner, draft(), TODAY)
    with pytest.raises(PriceRefused):
        close_price(first, owner, date(2026, 10, 31))
    close_price(first, owner, date(2026, 11, 30))
    assert PriceRow.objects.get(pk=first.pk).valid_to == date(2026, 11, 30)
    enter_price(organization, owner, draft(valid_from=TODAY), TODAY)
    with pytest.raises(PriceRefused):
        close_price(first, owner, date(2026, 12, 31))


def test_announced_changes_are_taken_over_with_today_and_again_without_doubling(organization, owner):
    offers = [one.draft for one in api_offers("google", "gemini-3.8-flash", TODAY) if one.is_standard]
    assert len(take_over(organization, owner, offers, TODAY).rows) == 6
    again = take_over(organization, owner, offers, TODAY)
    assert (again.rows, again.unchanged) == ((), 6)
    now = PriceRow.objects.get(kind=Kind.API_OUT, valid_from=TODAY)
    assert (now.value, now.valid_to, now.closed_by.value) == (
        Decimal("3.75"),
        date(2026, 12, 31),
        Decimal("7.5"),
    )
    assert now.source.startswith("genai-prices") and now.retrieved_on == TODAY


def test_looking_a_price_up_again_later_makes_a_fresh_row_from_that_day(organization, owner):
    take_over(
        organization,
        owner,
        [one.draft for one in api_offers("openai", "o3", TODAY) if one.is_standard],
        TODAY,
    )
    later = TODAY + timedelta(100)
    stale = [line for line in price_lines(prices_of(organization, later), later) if line.stale]
    assert len(stale) == 3
    take_over(
        organization,
        owner,
        [one.draft for one in api_offers("openai", "o3", later) if one.is_standard],
        later,
    )
    rows = list(PriceRow.objects.filter(kind=Kind.API_IN).order_by("pk"))
    assert [(row.valid_from, row.valid_to) for row in rows] == [
        (date(2025, 6, 10), later - timedelta(1)),
        (later, None),
    ]
    assert not [line for line in price_lines(prices_of(organization, later), later) if line.stale]


def test_a_table_is_imported_whole_or_not_at_all(organization, owner):
    good, next_one = draft(), draft(value=Decimal(3), valid_from=TODAY)
    rows = import_prices(organization, owner, "p.xlsx", prices_xlsx([good, next_one]), TODAY)
    assert [row.closed_by_id for row in PriceRow.objects.order_by("pk")] == [rows[1].pk, None]
    clash = prices_csv([draft(item="新しい"), draft(valid_from=date(2026, 11, 5))])
    with pytest.raises(FileRefused) as caught:
        import_prices(organization, owner, "p.csv", clash, TODAY)
    assert [(one.row, one.column.ja) for one in caught.value.rows] == [(3, "適用開始日")]
    assert PriceRow.objects.count() == 2


def test_what_was_exported_is_imported_into_another_company_as_the_same_rows(
    organization, other_organization, owner, outsider
):
    enter_price(organization, owner, draft(valid_from=date(2026, 1, 1)), TODAY)
    enter_price(organization, owner, draft(valid_from=TODAY, value=Decimal(9)), TODAY)
    drafts = [draft_of(row) for row in prices_of(organization, TODAY, history=True).order_by("pk")]
    import_prices(other_organization, outsider, "p.csv", prices_csv(drafts), TODAY)
    copied = [draft_of(row) for row in other_organization.price_rows.order_by("pk")]
    assert copied == drafts


def test_rates_are_those_of_the_day_and_of_the_own_company(organization, other_organization, owner, outsider):
    enter_price(organization, owner, RATE, TODAY)
    enter_price(other_organization, outsider, RATE, TODAY)
    enter_price(
        organization, owner, draft(**{**vars(RATE), "value": Decimal(160), "valid_from": TODAY}), TODAY
    )
    rate_of = rates_of(organization)
    assert [rate_of("USD", day) for day in (date(2026, 9, 30), date(2026, 10, 31), TODAY)] == [None, 150, 160]
    assert rate_of("EUR", TODAY) is None


def test_rows_that_fit_an_input_are_offered_and_only_those_in_force(
    organization, other_organization, owner, outsider
):
    key = "cloud_usd_per_gpu_hour"
    enter_price(organization, owner, draft(valid_from=date(2026, 1, 1)), TODAY)
    now = enter_price(organization, owner, draft(value=Decimal(3), valid_from=TODAY), TODAY)
    other = enter_price(organization, owner, draft(provider="A社"), TODAY)
    enter_price(organization, owner, draft(unit="JPY_per_GPU_hour"), TODAY)
    enter_price(other_organization, outsider, draft(), TODAY)
    assert price_rows_for(organization, key, TODAY) == [other, now]
    assert price_rows_for(organization, "users", TODAY) == []
    assert price_for(key, now).value.price_row == now.pk


def test_a_plan_names_the_row_it_used_and_hears_when_it_is_stale(organization, owner, plan):
    row = enter_price(organization, owner, draft(status=Status.LIST), TODAY)
    save_assumptions(
        plan, owner, [price_for("cloud_usd_per_gpu_hour", row).value], "単価表から", plan.revision
    )
    assert {value.key: value.price_row for value in assumptions_of(plan)}["cloud_usd_per_gpu_hour"] == row.pk
    assert stale_prices_of(plan, TODAY) == []
    (stale,) = stale_prices_of(plan, TODAY + timedelta(91))
    assert (stale.input_key, stale.row) == ("cloud_usd_per_gpu_hour", row) and "91" in stale.reason.ja


def test_a_bill_is_stored_with_its_lines_and_not_twice(
    organization, other_organization, owner, outsider, plan
):
    bill = import_bill(organization, owner, "10月.csv", BILL, plan)
    line = bill.lines.get()
    assert (line.billed_cost, line.currency, line.number) == (Decimal(984), "USD", 2)
    assert line.tags["team"] == "品質保証"
    with pytest.raises(FileRefused) as caught:
        import_bill(organization, owner, "同じもの.csv", BILL, None)
    assert "10月.csv" in caught.value.message.ja
    assert import_bill(other_organization, outsider, "x.csv", BILL, None).pk
    delete_bill(bill, owner)
    assert BillLine.objects.filter(bill__organization=organization).count() == 0
    assert import_bill(organization, owner, "もう一度.csv", BILL, plan).rows == 1


def test_a_bill_that_cannot_be_read_leaves_nothing(organization, owner):
    with pytest.raises(FileRefused):
        import_bill(organization, owner, "x.csv", BILL + LINE.replace(",USD,", ",XXX,").encode(), None)
    assert not BillImport.objects.exists()


def test_sums_of_a_plan_keep_tax_apart_and_can_be_narrowed_to_services(organization, owner, plan):
    lines = [
        LINE,
        LINE.replace("984.00", "98.40").replace("Usage", "Tax"),
        LINE.replace("Azure OpenAI", "Storage").replace("984.00", "16"),
    ]
    import_bill(organization, owner, "x.csv", "\n".join([HEADER, *lines]).encode(), plan)
    (whole,) = billed_sums(plan)
    assert (whole.month, whole.currency, whole.cost, whole.tax) == (
        date(2026, 10, 1),
        "USD",
        Decimal(1000),
        Decimal("98.4"),
    )
    (narrow,) = billed_sums(plan, ["Azure OpenAI"])
    assert narrow.cost == 984


def test_a_month_that_two_files_hold_is_named(organization, owner, plan):
    import_bill(organization, owner, "半月.csv", BILL, plan)
    assert billed_twice(plan) == []
    other = LINE.replace("Azure OpenAI", "Storage")
    import_bill(organization, owner, "月末.csv", "\n".join([HEADER, LINE, LINE, other]).encode(), plan)
    assert billed_twice(plan) == [(date(2026, 10, 1), "Azure OpenAI")]


def test_the_planned_charges_of_an_option_sum_to_its_total_cost(plan):
    planned = planned_charges(plan, "api")
    results = plan_results(plan).results
    assert float(sum(planned.by_month().values())) == pytest.approx(sum(results.each("api.cost")), abs=1)
    assert min(planned.by_month()) == date(2026, 9, 1) and max(planned.by_month()) == date(2031, 8, 1)
    usage = results.each("api.usage")[1] / results.number("cost.tax_factor")
    assert float(planned.billed_by_suppliers()[date(2026, 9, 1)]) == pytest.approx(usage, abs=1)


def test_an_exported_table_that_comes_back_adds_only_what_is_new(organization, owner):
    enter_price(organization, owner, draft(valid_from=date(2026, 10, 1)), TODAY)
    enter_price(organization, owner, draft(value=Decimal("3.5")), TODAY)
    stored = [draft_of(row) for row in PriceRow.objects.order_by("pk")]
    assert stored[0].valid_to == date(2026, 10, 31)
    for name, data in (("p.xlsx", prices_xlsx(stored)), ("p.csv", prices_csv(stored))):
        assert import_prices(organization, owner, name, data, TODAY) == ()
    later = draft(value=Decimal(4), valid_from=TODAY)
    (added,) = import_prices(organization, owner, "p.csv", prices_csv([*stored, later]), TODAY)
    assert added.value == 4
    assert [row.valid_to for row in PriceRow.objects.order_by("pk")] == [
        date(2026, 10, 31),
        TODAY - timedelta(days=1),
        None,
    ]

"""What was spent, in the FOCUS format: nothing unknown becomes zero, months are those of Japan, bills come back."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluations.models import Call
from intake.csv_file import BOM
from reports.focus import CALL_COLUMNS, call_rows, spent_months
from tco.price_services import import_bill
from tco.prices.bill import read_bill
from tco.prices.focus import COLUMNS

NOVEMBER = date(2026, 11, 1)
# 00:30 on 1 November in Japan
AT = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)
BILL = (
    "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ServiceName,ProviderName,ChargeDescription,"
    "ConsumedQuantity,ConsumedUnit\n"
    "12.5,USD,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,Chat,Vendor,=cmd|' /C calc'!A0,1000,Tokens\n"
)


def call(organization, cost: int | None = 1_500_000, **fields) -> Call:
    given = {
        "host_name": "Vendor API",
        "host_address": "https://api.example",
        "sent_at": AT,
        "cost_microyen": cost,
    }
    return Call.objects.create(
        organization=organization, **{**given, "input_tokens": 900, "output_tokens": 100, **fields}
    )


def downloaded(client, organization, **query) -> list[dict[str, str]]:
    response = client.get(reverse("reports:focus_csv", args=[organization.slug]), query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_calls_of_a_day_are_one_charge_with_all_columns_of_the_format(owner_client, organization):
    call(organization)
    call(organization, cost=2_000_000)
    (row,) = downloaded(owner_client, organization, month="2026-11")
    assert tuple(row) == (*COLUMNS, *CALL_COLUMNS)
    assert len(COLUMNS) == len(set(COLUMNS)) == 57
    assert (row["BilledCost"], row["BillingCurrency"], row["ConsumedQuantity"], row["ConsumedUnit"]) == (
        "3.5", "JPY", "2000", "Tokens",
    )  # fmt: skip
    assert (row["PricingQuantity"], row["PricingUnit"]) == ("0.002", "1000000 Tokens")
    assert (row["ServiceCategory"], row["ServiceSubcategory"]) == ("AI and Machine Learning", "Generative AI")
    assert (row["ChargePeriodStart"], row["BillingPeriodEnd"]) == (
        "2026-10-31T15:00:00Z",
        "2026-11-30T15:00:00Z",
    )
    assert (row["x_Calls"], row["x_CallsWithoutCost"], row["x_InputTokens"]) == ("2", "0", "1800")


def test_a_call_without_a_known_cost_is_counted_and_never_zero(owner_client, organization):
    call(organization, cost=None, host_name="Other", input_tokens=None, output_tokens=None)
    call(organization)
    call(organization, cost=None)
    unknown, partly = downloaded(owner_client, organization, month="2026-11")
    assert (unknown["BilledCost"], unknown["ConsumedQuantity"], unknown["x_CallsWithoutCost"]) == (
        "",
        "",
        "1",
    )
    assert (partly["BilledCost"], partly["x_CallsWithoutCost"]) == ("1.5", "1")
    (month,) = spent_months(organization)
    assert (month.month, month.calls, month.calls_without_cost, month.jpy) == (NOVEMBER, 3, 2, Decimal("1.5"))


def test_bills_come_back_as_they_were_and_run_nothing(owner_client, owner, organization):
    import_bill(organization, owner, "october.csv", BILL.encode(), None)
    (row,) = downloaded(owner_client, organization, source="bills", month="2026-11")
    assert row["ChargeDescription"].startswith("'=cmd")
    response = owner_client.get(
        reverse("reports:focus_csv", args=[organization.slug]), {"source": "bills", "month": "2026-11"}
    )
    (again,) = read_bill("again.csv", b"".join(response.streaming_content))
    (first,) = read_bill("first.csv", BILL.encode())
    for name in (
        "billed_cost",
        "currency",
        "service",
        "provider",
        "charge",
        "consumed_quantity",
        "billing_start",
    ):
        assert getattr(again, name) == getattr(first, name), name


def test_the_page_lists_the_months_and_says_what_is_unknown(owner_client, organization):
    address = reverse("reports:focus_list", args=[organization.slug])
    assert "focus/csv" not in owner_client.get(address).content.decode()
    call(organization, cost=None)
    page = owner_client.get(address).content.decode()
    assert "2026-11" in page and "source=calls" in page and "0.00" not in page


@pytest.mark.parametrize("query", [{"source": "prices"}, {"month": "2026-13"}, {"month": "x"}])
def test_an_unknown_source_or_month_is_not_found(owner_client, organization, query):
    assert owner_client.get(reverse("reports:focus_csv", args=[organization.slug]), query).status_code == 404


def test_nobody_outside_sees_the_costs(outsider_client, viewer_client, organization):
    call(organization)
    for name in ("focus_list", "focus_csv"):
        address = reverse(f"reports:{name}", args=[organization.slug])
        assert outsider_client.get(address).status_code == 404
        assert viewer_client.get(address).status_code == 200
    assert list(call_rows(organization, date(2026, 12, 1))) == []

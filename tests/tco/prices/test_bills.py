"""Bills in the FOCUS format, laid beside a plan in yen at dated rates; what is unknown stays unknown."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.prices.against import BilledSum, compare, last_day
from tco.prices.bill import read_bill
from tco.prices.errors import FileRefused
from tco.prices.focus import PlanHead, PlannedCharge, focus_csv
from tests.tco.cases import finance_case

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
HEADER = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ChargeCategory,ChargeDescription,ServiceName,ProviderName,ConsumedQuantity,ConsumedUnit,PricingUnit,Tags,x_Model"
)
LINE = (
    "984.00,984.00,USD,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,"
    'Usage,gpt-4.1 tokens,Azure OpenAI,Microsoft,4.2E8,Tokens,1M Tokens,"{""team"": ""品質保証""}",gpt-4.1'
)


def refusal(data: bytes, name: str = "bill.csv") -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_bill(name, data)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_charge_is_read_with_its_period_quantity_and_tags(encoding):
    (charge,) = read_bill("bill.csv", f"{HEADER}\n{LINE}\n".encode(encoding))
    assert (charge.billed_cost, charge.currency, charge.service) == (Decimal(984), "USD", "Azure OpenAI")
    assert (charge.billing_start, charge.billing_end) == (OCTOBER, NOVEMBER)
    assert (charge.consumed_quantity, charge.consumed_unit) == (Decimal(420_000_000), "Tokens")
    assert charge.tags == {"team": "品質保証", "x_Model": "gpt-4.1"}


def test_a_month_billed_in_japan_time_is_that_month():
    text = f"{HEADER}\n{LINE}\n".replace(
        "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z", "2026-09-30T15:00:00Z,2026-10-31T15:00:00Z"
    )
    (charge,) = read_bill("bill.csv", text.encode())
    assert (charge.billing_start, charge.billing_end) == (OCTOBER, NOVEMBER)


def test_a_time_as_a_query_writes_it_is_read():
    text = f"{HEADER}\n{LINE}\n".replace("2026-10-01T00:00:00Z", "2026-10-01 00:00:00 UTC")
    assert read_bill("bill.csv", text.encode())[0].billing_start == OCTOBER


def test_columns_of_version_1_3_and_empty_cells_are_read_as_unknown():
    text = (
        "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ServiceName,ServiceProviderName,EffectiveCost,ConsumedQuantity\n"
        "-5.25,JPY,2026-10-01,2026-11-01,GPU,クラウド社,NULL,\n"
    )
    (charge,) = read_bill("bill.csv", text.encode())
    assert (charge.billed_cost, charge.provider) == (Decimal("-5.25"), "クラウド社")
    assert (charge.effective_cost, charge.consumed_quantity) == (None, None)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("984.00,", "984円,"), "BilledCost"),
        (("984.00,984.00", ",984.00"), "BilledCost"),
        (("984.00,", "1000000000,"), "BilledCost"),
        (("984.00,", "1e99,"), "BilledCost"),
        (("984.00,", "NaN,"), "BilledCost"),
        ((",USD,", ",BTC,"), "BillingCurrency"),
        (("2026-11-01T00:00:00Z,2026-10-01", "2026-10-01T00:00:00Z,2026-10-01"), "BillingPeriodEnd"),
        (("USD,2026-10-01T00:00:00Z", "USD,yesterday"), "BillingPeriodStart"),
        (("USD,2026-10-01T00:00:00Z", "USD,0001-01-01"), "BillingPeriodStart"),
        (("4.2E8", "1E19"), "ConsumedQuantity"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_by_row_and_column(change, column):
    error = refusal(f"{HEADER}\n{LINE}\n{LINE.replace(change[0], change[1], 1)}\n".encode())
    assert [(one.row, one.column.ja) for one in error.rows] == [(3, column)]
    assert "何も取り込んでいません" in error.message.ja


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"a,b\n1,2\n", "bill.csv", "BilledCost"),
        (f"{HEADER}\n".encode(), "bill.csv", "行がありません"),
        (f"{HEADER}\n{LINE}\n{LINE.replace(',USD,', ',EUR,')}\n".encode(), "bill.csv", "EUR, USD"),
        (b"PK\x03\x04", "bill.csv", "CSV"),
        (f"{HEADER}\n{LINE}\n".encode(), "bill.xlsx", "CSV"),
        (b"", "bill.csv", "BilledCost"),
        (b"x" * (20 * 1024 * 1024 + 1), "bill.csv", "大きすぎ"),
        ((HEADER + "\n" + (LINE + "\n") * 2).encode()[:-9] + b'"', "bill.csv", "読み取れません"),
    ],
)
def test_a_file_that_is_no_bill_is_refused_in_words(data, name, word):
    assert word in refusal(data, name).message.ja


def test_a_wrong_file_does_not_list_thousands_of_rows():
    wrong = LINE.replace(",USD,", ",XXX,")
    assert len(refusal((HEADER + "\n" + (wrong + "\n") * 3000).encode()).rows) == 100


def test_the_worked_month_is_7600_yen_above_its_plan():
    expected = finance_case("W15")["expected"]
    billed = [BilledSum(OCTOBER, "USD", Decimal(str(expected["usd_month"])))]
    (month,) = compare({OCTOBER: Decimal(140_000)}, billed, lambda currency, day: Decimal(150)).months
    assert float(month.billed_jpy or 0) == pytest.approx(expected["jpy_month"])
    assert month.difference_jpy == 7_600
    assert float(month.difference_share or 0) == pytest.approx(0.0542857)


def test_a_month_is_converted_at_the_rate_of_its_last_day():
    asked = []
    compare({}, [BilledSum(date(2026, 2, 1), "USD", Decimal(1))], lambda *given: asked.append(given))
    assert asked == [("USD", date(2026, 2, 28))]


def test_without_a_rate_the_month_is_unknown_and_says_which_rate_is_missing():
    billed = [BilledSum(OCTOBER, "USD", Decimal(984)), BilledSum(OCTOBER, "JPY", Decimal(5))]
    found = compare({OCTOBER: Decimal(140_000)}, billed, lambda currency, day: None)
    (month,) = found.months
    assert (month.billed_jpy, month.difference_jpy, month.difference_share) == (None, None, None)
    assert [(rate.currency, rate.on) for rate in month.without_rate] == [("USD", last_day(OCTOBER))]
    assert found.total is None


def test_a_month_without_a_bill_or_without_a_plan_is_unknown_and_not_zero():
    planned = {date(2026, 8, 1): Decimal(1), OCTOBER: Decimal(10), NOVEMBER: Decimal(20)}
    billed = [
        BilledSum(date(2026, 9, 1), "JPY", Decimal(5)),
        BilledSum(NOVEMBER, "JPY", Decimal(25), Decimal(2)),
    ]
    found = compare(planned, billed, lambda *_: None)
    september, october, november = found.months
    assert (september.planned_jpy, september.difference_jpy) == (None, None)
    assert (october.billed_jpy, october.difference_jpy) == (None, None)
    assert november.difference_share == Decimal("0.25")
    assert (found.total.planned_jpy, found.total.billed_jpy, found.total.tax_jpy) == (20, 25, 2)
    assert found.compared == (november,)


def test_no_bill_means_nothing_to_compare():
    assert compare({OCTOBER: Decimal(1)}, [], lambda *_: None).months == ()


MONEY = st.decimals(-(10**8), 10**8, places=2)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([OCTOBER, NOVEMBER]), st.sampled_from(["JPY", "USD", "EUR"]), MONEY),
        min_size=1,
    )
)
def test_the_months_sum_to_the_total_whatever_the_order(rows):
    rate = {"USD": Decimal(150), "EUR": Decimal("160.5")}
    billed = [BilledSum(*row) for row in rows]
    planned = {OCTOBER: Decimal(100), NOVEMBER: Decimal(100)}
    total = compare(planned, billed, lambda currency, _: rate[currency]).total
    assert total.billed_jpy == sum(cost * rate.get(currency, 1) for _, currency, cost in rows)
    assert total == compare(planned, billed[::-1], lambda currency, _: rate[currency]).total


def test_what_a_plan_exports_is_a_bill_that_can_be_read():
    head = PlanHead("会社", "=計画", 3, "api", "海外API")
    planned = [
        PlannedCharge(OCTOBER, "api.tokens", "トークン", Decimal("147600.005")),
        PlannedCharge(date(2026, 12, 1), "api.staff", "@人件費", Decimal(500_000)),
    ]
    data = focus_csv(head, planned)
    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=計画" in data.decode()
    first, second = read_bill("plan.csv", data)
    assert (first.billed_cost, first.currency, first.service) == (Decimal("147600.00"), "JPY", "海外API")
    assert (second.billing_start, second.billing_end) == (date(2026, 12, 1), date(2027, 1, 1))
    assert first.tags == {
        "x_IsPlanned": "true",
        "x_Plan": "=計画",
        "x_PlanRevision": "3",
        "x_Option": "api",
        "x_Row": "api.tokens",
    }

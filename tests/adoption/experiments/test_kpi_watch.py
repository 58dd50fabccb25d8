"""Control charts after go-live: what is calm, what is worse, and what is better."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from adoption.kpi_watch import watched_kpis
from adoption.models import KpiInstance, KpiReading
from tests.adoption.companies import add_use_case
from tests.conftest import signed_in


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def watch(use_case, values, unit="min/task", direction="down", n=None, name="処理時間"):
    kpi = KpiInstance.objects.create(
        use_case=use_case, name=name, family="direct", unit=unit, direction=direction, formula="x", inputs=["x"],
        horizon="short", role="secondary",
    )  # fmt: skip
    for month, value in enumerate(values):
        KpiReading.objects.create(
            kpi=kpi, key=f"M{month}", source="form", on=date(2025 + month // 12, month % 12 + 1, 28), value=value, n=n,
            period="operation",
        )  # fmt: skip
    return kpi


STEADY = [20.0, 21, 19, 20, 22, 20, 21, 19]


def page(user, use_case):
    client = signed_in(user)
    client.cookies["shirube_language"] = "en"
    return client.get(reverse("adoption:kpi_watch", args=["kaisha", use_case.pk]))


def test_a_steady_kpi_is_within_its_limits(use_case, owner):
    watch(use_case, STEADY)
    html = page(owner, use_case).content.decode()
    assert "Within limits" in html
    assert "Report an incident" not in html


def test_a_jump_the_wrong_way_is_a_broken_rule_with_the_way_to_an_incident(use_case, owner, viewer):
    watch(use_case, [*STEADY, 40.0])
    html = page(owner, use_case).content.decode()
    assert "Rule broken" in html
    assert "Report an incident" in html
    assert "2025-09-28" in html
    assert "Report an incident" not in page(viewer, use_case).content.decode()
    option = json.loads(re.findall(r'class="chart-data">(.*?)</script>', html, re.S)[0])
    assert option["series"][-1]["data"] == [None] * 8 + [40.0]


def test_a_jump_the_right_way_is_named_as_better(use_case, owner):
    watch(use_case, [*STEADY, 40.0], direction="up")
    (found,) = watched_kpis(use_case)
    assert (found.is_calm, found.is_worse) == (False, False)
    assert "Changed for the better" in page(owner, use_case).content.decode()


def test_shares_with_their_cases_stand_on_a_p_chart(use_case):
    watch(use_case, [0.05, 0.04, 0.06, 0.05, 0.05, 0.04, 0.05, 0.06, 0.15], unit="%", n=200)
    (found,) = watched_kpis(use_case)
    assert found.chart.kind == "p"
    assert found.chart.centre == pytest.approx(0.05)
    assert [one.broken.rule for one in found.signals] == ["beyond_limit"]


def test_limits_on_fewer_than_eight_readings_are_provisional_and_one_reading_is_no_chart(use_case, owner):
    watch(use_case, STEADY[:3])
    watch(use_case, [1.0], name="別のKPI")
    assert [one.chart.is_provisional for one in watched_kpis(use_case)] == [True]
    assert "Provisional limits" in page(owner, use_case).content.decode()


def test_nothing_measured_says_what_to_do_and_an_outsider_finds_nothing(use_case, owner, outsider):
    assert "No KPI has two readings" in page(owner, use_case).content.decode()
    assert page(outsider, use_case).status_code == 404

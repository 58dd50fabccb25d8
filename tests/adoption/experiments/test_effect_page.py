"""The page of a pilot's effect: figures, label with reasons, the plan's hash, and who may see it."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from adoption.experiments.power import Assumptions, power_meter
from adoption.models import KpiInstance, Observation
from adoption.pilot_analysis import pilot_analysis
from tests.adoption.companies import add_use_case
from tests.conftest import signed_in

from .pilot_rows import add_pilot


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def page(user, use_case, language="ja") -> str:
    address = reverse("adoption:pilot_effect", args=["kaisha", use_case.pk])
    client = signed_in(user)
    client.cookies["shirube_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def charts(html: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/json" class="chart-data">(.*?)</script>', html, re.S)
    return [json.loads(one) for one in found]


def test_a_kept_plan_shows_the_confirmed_effect_with_its_interval_and_the_hash(use_case, owner):
    plan = add_pilot(use_case, owner)
    html = page(owner, use_case)
    finding = pilot_analysis(use_case).primary.finding
    assert "確定" in html
    assert f"{finding.effect * 100:.1f}%" in html
    assert f"{finding.low * 100:.1f}% 〜 {finding.high * 100:.1f}%" in html
    assert plan.frozen_sha256 in html
    assert "1名が異動した" in html
    assert "Indicative, because" not in page(owner, use_case, "en")
    assert "Novice" in page(owner, use_case, "en")


def test_the_interval_chart_draws_the_interval_and_the_numbers_of_the_plan(use_case, owner):
    add_pilot(use_case, owner)
    interval, readings = charts(page(owner, use_case, "en"))
    finding = pilot_analysis(use_case).primary.finding
    assert interval["series"][0]["data"] == [[finding.low, "As a whole"], [finding.high, "As a whole"]]
    assert [mark["xAxis"] for mark in interval["series"][-1]["markLine"]["data"]] == [0.10, 0.05]
    assert interval["yAxis"]["data"][-1] == "As a whole"
    assert len(readings["series"][0]["data"]) == finding.n == 48


@pytest.mark.parametrize(
    ("pilot", "reason"),
    [({"pairs": 12}, "標本数が計画に足りません(12 / 48)"), ({"is_logged": False}, "変更なし")],
)
def test_a_broken_promise_is_indicative_with_its_reason_and_without_p(use_case, owner, pilot, reason):
    add_pilot(use_case, owner, **pilot)
    assert "参考値" in page(owner, use_case)
    assert reason in page(owner, use_case)
    english = page(owner, use_case, "en")
    assert "Indicative, because" in english
    assert ("not shown before the planned number" in english) == ("pairs" in pilot)


def test_a_frozen_plan_without_readings_says_what_is_missing(use_case, owner):
    add_pilot(use_case, owner, pairs=0)
    html = page(owner, use_case)
    assert "2組以上の測定が必要です" in html
    assert "未確認" in html


def test_without_a_frozen_plan_the_page_says_so(use_case, owner):
    assert "No measurement plan is frozen" in page(owner, use_case, "en")


def test_a_plan_that_was_tampered_with_is_named(use_case, owner):
    plan = add_pilot(use_case, owner)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE adoption_measurementplan SET frozen_text = replace(frozen_text, '0.1', '0.01')"
        )
    assert plan.frozen_sha256 in page(owner, use_case)
    assert "no longer has its hash" in page(owner, use_case, "en")


def test_the_page_is_in_english_too_and_names_no_person(use_case, owner):
    add_pilot(use_case, owner)
    html = page(owner, use_case, "en")
    assert "Confirmed" in html
    assert not Observation.objects.filter(person__contains=" ").exists()


def test_a_viewer_sees_it_and_an_outsider_does_not(use_case, owner, viewer, outsider):
    add_pilot(use_case, owner)
    assert "確定" in page(viewer, use_case)
    address = reverse("adoption:pilot_effect", args=["kaisha", use_case.pk])
    assert signed_in(outsider).get(address).status_code == 404
    assert signed_in(owner).post(address).status_code == 405


def test_the_power_meter_is_red_with_the_number_that_is_needed():
    meter = power_meter("paired_log", 12, 0.20, Assumptions(sd_log=0.6, correlation=0.6), is_time=True)
    with translation.override("ja"):
        html = render_to_string("adoption/_power_meter.html", {"meter": meter})
        enough = power_meter("paired_log", 48, 0.20, Assumptions(sd_log=0.6, correlation=0.6), is_time=True)
        calm = render_to_string("adoption/_power_meter.html", {"meter": enough})
    assert (
        "この標本数では示せません。48組が必要です。参考値とすることに合意するか、標本数を増やしてください。"
        in html
    )
    assert "notice-error" in html
    assert 'value="0.25"' in html
    assert "notice-error" not in calm


def test_the_meter_follows_the_form_while_the_plan_is_written(use_case, owner, viewer, outsider):
    KpiInstance.objects.create(
        use_case=use_case, kpi_id="K-D-01", name="処理時間", family="direct", unit="min/task", direction="down",
        formula="sum(active_min)/n_tasks", inputs=["active_min", "n_tasks"], horizon="short", role="primary",
    )  # fmt: skip
    address = reverse("adoption:pilot_power", args=["kaisha", use_case.pk])
    form = {
        "design": "paired_log",
        "min_effect": "20%",
        "expected_sd": "0.6",
        "expected_rho": "0.6",
        "tasks_per_person": 1,
    }
    for planned, is_red in (("12", True), ("48", False)):
        html = signed_in(owner).post(address, {**form, "icc": 0, "n_planned": planned}).content.decode()
        assert ("notice-error" in html) == is_red
        assert "48組" in html
    impossible = (
        signed_in(owner).post(address, {**form, "min_effect": "120%", "n_planned": "12"}).content.decode()
    )
    assert "100%より小さい" in impossible
    assert "notice-error" not in signed_in(owner).post(address, {"n_planned": "abc"}).content.decode()
    assert signed_in(viewer).post(address, form).status_code == 403
    assert signed_in(outsider).post(address, form).status_code == 404

"""What a person chooses when asking for a workbook, and what is read for it beside the plan's own numbers."""

from pathlib import Path

import pytest
from django.urls import reverse

from language.text import Text
from reports.models import ReportFile
from reports.programme.risks import Exposure, RegisteredRisk
from reports.regret import stress_part
from reports.risks import named_risks
from reports.services import build_report
from reports.workbook.words import SHEET_COSTS
from tco.models import Simulation
from tco.simulations import Asked, request_simulation, run_simulation
from tco.states import SimulationKind
from tests.reports.office import shown_on

STRESS = Asked(SimulationKind.FUTURES, draws=50)


@pytest.fixture
def stressed(plan, owner, monkeypatch):
    """A plan with a finished stress test of its own revision."""
    monkeypatch.setattr("tco.simulations.send_to_worker", lambda *_: None)
    simulation = request_simulation(plan, owner, STRESS)
    run_simulation(simulation.pk)
    simulation.refresh_from_db()
    assert simulation.is_done
    return plan


def test_unit_and_calendar_are_chosen_when_the_workbook_is_asked_for(
    owner_client, organization, plan, run, use_case, woken, media
):
    wanted = {"use_case": use_case.pk, "language": "ja", "amounts": "millions", "era": "japanese"}
    answer = owner_client.post(reverse("reports:report_create", args=[organization.slug]), wanted)
    assert answer.status_code == 302
    report = ReportFile.objects.get()
    assert (report.amounts, report.era) == ("millions", "japanese")
    build_report(report.pk)
    report.refresh_from_db()
    shown = shown_on(Path(report.file.path), SHEET_COSTS.ja)
    assert "令和9年度" in shown
    assert "百万円" in shown
    assert "千円" not in shown


def test_an_unknown_unit_is_refused_and_nothing_is_made(owner_client, organization, plan, use_case, woken):
    wanted = {"use_case": use_case.pk, "language": "ja", "amounts": "dollars"}
    answer = owner_client.post(reverse("reports:report_create", args=[organization.slug]), wanted)
    assert answer.status_code == 422
    assert not ReportFile.objects.exists()


def test_the_regret_of_the_plans_own_revision_is_read(stressed):
    part = stress_part(stressed)
    assert part
    assert set(part.worst_jpy) == {"api", "cloud", "onprem", "none"}
    assert len(part.lines) == len(Simulation.objects.get().results["worlds"])
    assert all(line.regret_jpy[line.best] == 0 for line in part.lines)


def test_regret_of_an_older_revision_is_not_shown(stressed):
    stressed.revision += 1
    assert stress_part(stressed) is None


def test_risks_of_the_register_come_highest_first_and_unrated_ones_before_all():
    def risk(name: str, left: Exposure | None) -> RegisteredRisk:
        return RegisteredRisk(name, name, None, left, "", "山田", "", "", None)

    found = named_risks([risk("low", Exposure(1, 2)), risk("unrated", None), risk("high", Exposure(4, 5))])
    assert [one.name.ja for one in found] == ["unrated", "high", "low"]
    assert found[0].response == Text("未確認", "not confirmed")

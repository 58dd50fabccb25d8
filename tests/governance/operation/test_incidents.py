"""Incidents: the first action has a time limit by severity, the timeline only grows, closing needs a lesson."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.append_only import AppendOnlyError
from governance.errors import GovernanceRefused
from governance.models import Incident
from governance.overviews.incidents import decider_of, first_action, step_lines
from governance.services.duties import HolderDraft, assign_role
from governance.services.incidents import (
    DrillDraft,
    IncidentDraft,
    Lesson,
    add_note,
    record_drill,
    record_first_action,
    report_incident,
    set_state,
    tick_step,
    write_lesson,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DRAFT = IncidentDraft(
    "誤った締付けトルクを使用", "SEV1", "職長 高橋", NOW - timedelta(hours=2), playbook="PB-01"
)


@pytest.fixture
def incident(organization, owner):
    return report_incident(organization, DRAFT, owner)


@pytest.mark.parametrize(("severity", "minutes"), [("SEV1", 15), ("SEV2", 60), ("SEV3", 480), ("SEV4", 2880)])
def test_the_first_action_is_late_after_the_minutes_of_its_severity(severity, minutes):
    incident = Incident(severity=severity, noticed_at=NOW)
    at = NOW + timedelta(minutes=minutes)
    assert not first_action(incident, at).is_late
    assert first_action(incident, at + timedelta(seconds=1)).is_late
    incident.first_action_at = at
    assert not first_action(incident, at + timedelta(days=1)).is_late
    assert first_action(incident, at).minutes == minutes


def test_a_first_action_is_recorded_once_and_not_before_noticing(incident, owner):
    with pytest.raises(GovernanceRefused, match="before it was noticed"):
        record_first_action(incident, NOW - timedelta(days=1), "停止", owner)
    with pytest.raises(GovernanceRefused, match="future"):
        record_first_action(incident, timezone.now() + timedelta(hours=1), "停止", owner)
    record_first_action(incident, NOW - timedelta(minutes=110), "使用を停止", owner)
    with pytest.raises(GovernanceRefused, match="already"):
        record_first_action(incident, NOW, "停止", owner)
    incident.refresh_from_db()
    assert first_action(incident, NOW).minutes == 10 and not first_action(incident, NOW).is_late


def test_steps_of_the_playbook_are_ticked_once_with_their_time(incident, owner):
    tick_step(incident, 1, NOW - timedelta(minutes=100), owner)
    assert [line.done is not None for line in step_lines(incident)] == [True, False, False, False, False]
    for step in (1, 0, 6):
        with pytest.raises(GovernanceRefused):
            tick_step(incident, step, NOW, owner)


def test_nobody_rewrites_the_timeline(incident, owner):
    add_note(incident, NOW - timedelta(minutes=90), "現品を隔離", owner)
    entry = incident.entries.last()
    entry.text = "何もなかった"
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        incident.entries.all().delete()
    assert [one.kind for one in incident.entries.all()] == ["noticed", "note"]


def test_closing_needs_the_first_action_the_cause_and_the_lesson(incident, owner):
    with pytest.raises(GovernanceRefused, match="To close it"):
        set_state(incident, "closed", owner)
    record_first_action(incident, NOW, "停止", owner)
    write_lesson(incident, Lesson("旧版の文書を検索した", "版管理を必須にする", item="OR-12"), owner)
    set_state(incident, "closed", owner)
    incident.refresh_from_db()
    assert incident.closed_at is not None and incident.lesson_item == "OR-12"
    with pytest.raises(GovernanceRefused, match="readiness item"):
        write_lesson(incident, Lesson("a", "b", item="OR-99"), owner)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"severity": "SEV9"}, "severity"),
        ({"playbook": "PB-99"}, "playbook"),
        ({"noticed_at": NOW + timedelta(days=1)}, "future"),
        ({"occurred_at": NOW}, "after it was noticed"),
        ({"title": " "}, "title"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(organization, owner, changed, word):
    with pytest.raises(GovernanceRefused, match=word):
        report_incident(organization, replace(DRAFT, **changed), owner)
    assert not Incident.objects.exists()


def test_the_decider_is_the_person_of_the_role(organization, incident, owner):
    assert (decider_of(incident).role.id, decider_of(incident).person) == ("R-EXEC", "")
    assign_role(organization, "R-EXEC", HolderDraft("社長 花子"), owner)
    assert decider_of(incident).person == "社長 花子"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"held_on": timezone.localdate() + timedelta(days=1)}, "future"),
        ({"participants": ""}, "took part"),
        ({"passed": False}, "what was found"),
        ({"playbook": "PB-99"}, "Unknown"),
    ],
)
def test_a_drill_that_says_nothing_is_refused(organization, owner, changed, word):
    draft = DrillDraft(date(2026, 10, 1), "第2工場 早番12人", True)
    with pytest.raises(GovernanceRefused, match=word):
        record_drill(organization, replace(draft, **changed), owner)

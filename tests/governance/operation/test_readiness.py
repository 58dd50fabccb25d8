"""Operating readiness: twenty items, fourteen musts; nothing entered is unknown, and dates agree with each other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from governance.content.loader import books
from governance.errors import GovernanceRefused
from governance.models import AiSystem, Readiness
from governance.overviews.readiness import readiness_lines, summary_of
from governance.services.readiness import ReadinessDraft, save_readiness

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DONE = ReadinessDraft(
    "done", "情シス 鈴木", date(2026, 9, 1), date(2026, 10, 1), date(2026, 9, 30), "運用手順書 3版"
)


def test_nothing_entered_is_unknown_and_not_zero_open(organization):
    summary = summary_of(readiness_lines(organization))
    assert (summary.asked, summary.musts, summary.must_open) == (20, 14, None)


def test_an_item_nobody_took_up_counts_as_open_once_somebody_began(organization, owner):
    save_readiness(organization, "OR-01", DONE, owner)
    summary = summary_of(readiness_lines(organization))
    assert (summary.must_open, summary.done, summary.share) == (13, 1, 0.05)


def test_all_musts_done_leaves_none_open(organization, owner):
    for item in books().roles.operating_readiness:
        if item.must:
            save_readiness(organization, item.id, DONE, owner)
    assert summary_of(readiness_lines(organization)).must_open == 0


def test_what_does_not_apply_is_not_asked(organization, owner):
    save_readiness(organization, "OR-17", ReadinessDraft("not_needed", "鈴木", evidence="夜勤がない"), owner)
    assert summary_of(readiness_lines(organization)).asked == 19


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"done_on": None}, "belongs to a complete"),
        ({"state": "started"}, "belongs to a complete"),
        ({"done_on": TODAY + timedelta(days=1)}, "future"),
        ({"done_on": date(2026, 8, 1)}, "before the start"),
        ({"due_on": date(2026, 8, 1)}, "due date is before"),
        ({"evidence": ""}, "evidence"),
        ({"owner_name": " "}, "owner"),
        ({"state": "not_needed", "done_on": None}, "must cannot"),
        ({"state": "perhaps"}, "Unknown"),
        (
            {"state": "started", "done_on": None, "started_on": TODAY + timedelta(days=9), "due_on": None},
            "under way",
        ),
    ],
)
def test_contradictions_are_refused_and_nothing_is_saved(organization, owner, changed, word):
    with pytest.raises(GovernanceRefused, match=word):
        save_readiness(organization, "OR-01", replace(DONE, **changed), owner)
    assert not Readiness.objects.exists()


def test_a_system_s_own_state_goes_before_the_company_s(organization, owner):
    system = AiSystem.objects.create(organization=organization, name="検索")
    save_readiness(organization, "OR-01", DONE, owner)
    save_readiness(
        organization, "OR-01", ReadinessDraft("open", "鈴木", due_on=date(2026, 1, 1)), owner, system
    )
    company, own = readiness_lines(organization)[0], readiness_lines(organization, system)[0]
    assert company.is_done and not own.is_done and own.is_late(TODAY)

"""The watch on rules: dates as exact as their source, who confirmed what, what a gate learns of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from governance.content.dates import first_day
from governance.errors import GovernanceRefused
from governance.gate_facts import watch_facts
from governance.models import OwnWatchItem, WatchConfirmation
from governance.rules_watch import table_age_days, watch_lines
from governance.services.watch import OwnItemDraft, add_own_item, close_own_item, confirm_rows

PAGE = "/o/kaisha/governance/rules/"
DEMAND = OwnItemDraft("A社 生成AI取扱い基準", "CUSTOMER", "contract", "official", "取引基本契約 別紙3")


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def confirm_all(organization, by, day, **changed):
    keys = [line.key for line in watch_lines(organization)]
    return confirm_rows(
        organization, keys, **{"result": "no_change", "note": "", **changed}, confirmed_on=day, by=by
    )


@pytest.mark.parametrize("written", ["2026-13-01", "2026-02-30", "26-01-01", "", "2026-01-09 方針"])
def test_what_is_not_a_date_is_none(written):
    assert first_day(written) is None


def test_the_next_date_and_the_days_to_go_are_counted_from_today(organization):
    lines = {line.key: line for line in watch_lines(organization, date(2026, 11, 22))}
    assert (lines["RW-09"].days_to_go, lines["RW-09"].applies_soon) == (10, True)
    assert lines["RW-08"].next_date.date == "2027-12-02"
    assert lines["RW-08"].days_to_go == 375
    assert lines["RW-01"].days_to_go is None


def test_rows_whose_sources_conflict_say_so_on_the_page(owner_client, organization):
    assert {line.key for line in watch_lines(organization) if line.is_conflict} == {"RW-09", "RW-10"}
    page = owner_client.get(f"{PAGE}row/RW-10/").content.decode()
    assert "出典間で相違" in page or "contradict" in page


def test_a_table_with_a_row_that_nobody_confirmed_has_no_age(organization, owner):
    keys = [line.key for line in watch_lines(organization)]
    confirm_rows(organization, keys[1:], "no_change", "", days_ago(3), owner)
    assert table_age_days(watch_lines(organization)) is None
    assert watch_facts(organization, None) == {}
    confirm_rows(organization, keys[:1], "not_ours", "", days_ago(40), owner)
    assert watch_facts(organization, None) == {("ev", "regwatch"): {"age_days": 40}}


def test_a_row_confirmed_more_than_90_days_ago_asks_again(organization, owner):
    confirm_all(organization, owner, days_ago(91))
    assert all(line.needs_confirmation for line in watch_lines(organization))
    confirm_all(organization, owner, days_ago(90))
    assert not any(line.needs_confirmation for line in watch_lines(organization))


@pytest.mark.parametrize(
    ("keys", "changed", "sentence"),
    [
        ([], {}, "No row was chosen"),
        (["RW-01", "RW-99"], {}, "no row RW-99"),
        (["RW-01"], {"result": "changed"}, "A change needs a note"),
        (["RW-01"], {"confirmed_on": date(2999, 1, 1)}, "in the future"),
    ],
)
def test_a_confirmation_that_cannot_be_is_refused_whole(organization, owner, keys, changed, sentence):
    given = {"result": "no_change", "note": "", "confirmed_on": days_ago(0), **changed}
    with pytest.raises(GovernanceRefused, match=sentence):
        confirm_rows(organization, keys, by=owner, **given)
    assert not WatchConfirmation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_demand_of_a_customer_is_watched_like_a_law_until_it_is_closed(organization, owner):
    confirm_all(organization, owner, days_ago(1))
    item = add_own_item(organization, DEMAND, owner)
    assert table_age_days(watch_lines(organization)) is None
    confirm_rows(organization, [f"own:{item.pk}"], "no_change", "", days_ago(0), owner)
    assert table_age_days(watch_lines(organization)) == 1
    close_own_item(item, owner)
    assert f"own:{item.pk}" not in {line.key for line in watch_lines(organization)}
    assert WatchConfirmation.objects.filter(item_key=f"own:{item.pk}").exists()


def test_rows_are_confirmed_from_the_page_and_named_with_person_and_result(owner_client, organization):
    data = {
        "row": ["RW-01", "RW-02"],
        "result": "changed",
        "note": "施行令を確認",
        "confirmed_on": "2026-11-01",
    }
    assert owner_client.post(f"{PAGE}confirm/?area=JP", data)["Location"] == f"{PAGE}?area=JP"
    page = owner_client.get(f"{PAGE}row/RW-01/").content.decode()
    assert "施行令を確認" in page
    assert "2026-11-01" in page
    assert AuditEntry.objects.filter(action="watch.confirmed").count() == 2


def test_an_own_row_is_added_and_closed_on_the_page(owner_client, organization):
    data = {"name": "B社 図面のAI利用", "area": "CUSTOMER", "force": "contract", "certainty": "official",
            "source": "覚書 2026-10", "applies_on": days_ago(-30).isoformat()}  # fmt: skip
    assert owner_client.post(f"{PAGE}new/", data).status_code == 302
    item = OwnWatchItem.objects.get()
    assert "B社 図面のAI利用" in owner_client.get(PAGE).content.decode()
    assert owner_client.post(f"{PAGE}own/{item.pk}/close/").status_code == 302
    assert "B社 図面のAI利用" not in owner_client.get(PAGE).content.decode()


def test_another_companys_row_is_not_found(owner_client, outsider, other_organization, organization):
    item = add_own_item(other_organization, DEMAND, outsider)
    assert owner_client.get(f"{PAGE}row/own:{item.pk}/").status_code == 404
    assert owner_client.post(f"{PAGE}own/{item.pk}/close/").status_code == 404
    item.refresh_from_db()
    assert item.closed_at is None


def test_a_viewer_reads_and_cannot_confirm_add_or_close(viewer_client, organization, owner):
    item = add_own_item(organization, DEMAND, owner)
    assert viewer_client.get(PAGE).status_code == 200
    for path in ("confirm/", "new/", f"own/{item.pk}/close/"):
        assert viewer_client.post(f"{PAGE}{path}", {}).status_code == 403

"""The usage rule: a version in force, named readers, receipts; reading an earlier version does not count."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from governance.content.loader import books
from governance.content.usage_rule import first_text
from governance.errors import GovernanceRefused
from governance.gate_facts import governance_facts
from governance.models import AiSystem, RuleReader, RuleReceipt, UsageRule
from governance.services.controls import ControlAnswer, record_control
from governance.services.usage_rules import name_readers, record_reading, write_rule
from governance.usage_rules import reading_of

PAGE = "/o/kaisha/governance/usage-rule/"
POLICY = ("control", "JP-POLICY-01")


@pytest.fixture
def system(organization):
    return AiSystem.objects.create(organization=organization, name="文書検索")


@pytest.fixture
def rule(organization, owner):
    return write_rule(organization, "1. 入れてよい情報だけを入れる。", date(2026, 11, 1), owner)


def read(organization, owner, *names, version=1):
    return record_reading(organization, version, names, timezone.localdate(), owner, "朝礼の署名一覧")


def test_without_rule_or_readers_nothing_is_known(organization, owner, system):
    assert reading_of(organization, system).status is None
    write_rule(organization, "本文", date(2026, 11, 1), owner)
    assert reading_of(organization, system).status is None
    assert POLICY not in governance_facts(organization, system)


def test_it_is_done_when_everybody_named_has_read_the_version_in_force(organization, owner, system, rule):
    name_readers(organization, system, ["佐藤 花子", "鈴木　一郎", "佐藤花子"], owner)
    assert reading_of(organization, system).status == "not_started"
    read(organization, owner, "佐藤花子")
    assert governance_facts(organization, system)[POLICY] == {"status": "in_progress"}
    read(organization, owner, "鈴木 一郎")
    assert governance_facts(organization, system)[POLICY] == {"status": "done"}


def test_a_new_version_is_read_again(organization, owner, system, rule):
    name_readers(organization, None, ["佐藤"], owner)
    read(organization, owner, "佐藤")
    write_rule(organization, "2. 人が確認する。", date(2026, 12, 1), owner)
    assert reading_of(organization, system).status == "not_started"
    with pytest.raises(GovernanceRefused, match="not the newest"):
        read(organization, owner, "佐藤", version=1)


def test_readers_of_the_company_must_read_for_every_system(organization, owner, system, rule):
    name_readers(organization, None, ["森"], owner)
    name_readers(organization, system, ["森", "林"], owner)
    read(organization, owner, "森")
    assert reading_of(organization, None).status == "done"
    assert [line.reader.person for line in reading_of(organization, system).lines] == ["森", "林"]
    assert reading_of(organization, system).status == "in_progress"


def test_receipts_go_before_what_somebody_declared(organization, owner, system, rule):
    declared = ControlAnswer("applicable", "", "done", "総務課 森", "読了一覧", date(2026, 11, 1))
    record_control(organization, None, "JP-POLICY-01", declared, owner)
    assert governance_facts(organization, system)[POLICY] == {"status": "done"}
    name_readers(organization, None, ["まだ読んでいない人"], owner)
    assert governance_facts(organization, system)[POLICY] == {"status": "not_started"}


def test_nobody_reads_for_another_without_a_source_nor_in_the_future(organization, owner, rule):
    today = timezone.localdate()
    with pytest.raises(GovernanceRefused, match="needs its source"):
        record_reading(organization, 1, ["佐藤"], today, owner)
    with pytest.raises(GovernanceRefused, match="in the future"):
        record_reading(organization, 1, ["佐藤"], date(2999, 1, 1), owner, "一覧")
    with pytest.raises(GovernanceRefused, match="no name"):
        name_readers(organization, None, [" "], owner)
    with pytest.raises(GovernanceRefused, match="that of the present version"):
        write_rule(organization, rule.text, today, owner)
    assert not RuleReceipt.objects.exists()


def test_the_form_starts_from_a_text_of_our_own_in_both_languages(owner_client, organization):
    page = owner_client.get(f"{PAGE}write/").content.decode()
    assert "入れてはいけない情報" in page
    assert "What must not go in" in first_text(books().usage_rule, "en")


def test_a_rule_is_written_readers_named_and_a_signed_list_recorded_on_the_page(owner_client, organization):
    assert owner_client.post(f"{PAGE}write/", {"text": "本文", "valid_from": "2026-11-01"}).status_code == 302
    owner_client.post(f"{PAGE}readers/", {"readers-people": "佐藤\n鈴木", "readers-system": ""})
    signed = {
        "list-people": "佐藤",
        "list-read_on": "2026-11-20",
        "list-source_text": "朝礼の署名",
        "version": "1",
    }
    owner_client.post(f"{PAGE}list/", signed)
    page = owner_client.get(PAGE)
    assert (page.context["reading"].read, len(page.context["reading"].lines)) == (1, 2)
    assert "朝礼の署名" in page.content.decode()
    reader = RuleReader.objects.get(person="鈴木")
    owner_client.post(f"{PAGE}readers/{reader.pk}/drop/")
    assert reading_of(organization, None).status == "done"


def test_a_viewer_reads_for_himself_and_does_nothing_else(viewer_client, organization, owner, rule):
    name_readers(organization, None, ["viewer"], owner)
    assert viewer_client.post(f"{PAGE}read/", {"version": "1"}).status_code == 302
    assert reading_of(organization, None).status == "done"
    assert AuditEntry.objects.first().action == "usage_rule.read"
    for path in ("write/", "list/", "readers/", f"readers/{RuleReader.objects.get().pk}/drop/"):
        assert viewer_client.post(f"{PAGE}{path}", {}).status_code == 403


def test_an_outsider_finds_nothing(outsider_client, organization, rule):
    assert outsider_client.get(PAGE).status_code == 404
    assert outsider_client.post(f"{PAGE}read/", {"version": "1"}).status_code == 404
    assert UsageRule.objects.get() == rule


def test_a_consultant_puts_no_rule_into_force(organization, consultant, rule):
    with pytest.raises(GovernanceRefused, match="people of the company"):
        write_rule(organization, "外部支援者の本文", date(2026, 12, 1), consultant)
    assert UsageRule.objects.get() == rule

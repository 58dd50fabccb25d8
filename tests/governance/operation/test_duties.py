"""Roles with people, one A in each row, warnings, and duties that move with the deployment mode."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from governance.content.loader import books
from governance.content.operation import operation_book
from governance.errors import GovernanceRefused
from governance.models import AiSystem, RaciChange
from governance.overviews.duties import duty_lines, holders, matrix, shipped_letters, warnings
from governance.services.duties import (
    HolderDraft,
    OperationDraft,
    agree_duty,
    assign_role,
    change_raci,
    check_letters,
    describe_operation,
    realise_fail_safe,
    vacate_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(organization):
    return AiSystem.objects.create(organization=organization, name="技術文書検索")


def test_every_shipped_row_has_one_a_and_somebody_who_does_it():
    rows = books().roles.raci
    assert len(rows) == 19
    for row in rows:
        letters = shipped_letters(row)
        assert sum("A" in letter for letter in letters.values()) == 1, row.id
        assert any("R" in letter for letter in letters.values()), row.id


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ({"R-SPONSOR": "R"}, "now 0"),
        ({"R-SPONSOR": "A", "R-OWNER": "RA"}, "now 2"),
        ({"R-SPONSOR": "A", "R-OWNER": "C"}, "no R"),
        ({"R-SPONSOR": "RA", "R-NOBODY": "C"}, "Unknown role"),
        ({"R-SPONSOR": "RA", "R-OWNER": "X"}, "letter"),
    ],
)
def test_a_row_without_exactly_one_a_is_refused(organization, owner, letters, word):
    with pytest.raises(GovernanceRefused, match=word):
        change_raci(organization, "A01", letters, owner)
    assert not RaciChange.objects.exists()


@given(
    st.dictionaries(
        st.sampled_from([r.id for r in books().roles.roles]), st.sampled_from(["R", "A", "RA", "C", "I"])
    )
)
def test_whatever_is_accepted_has_one_a(letters):
    accepted = sum("A" in one for one in letters.values()) == 1 and any(
        "R" in one for one in letters.values()
    )
    if accepted:
        check_letters(letters)
    else:
        with pytest.raises(GovernanceRefused):
            check_letters(letters)


def test_the_shipped_letters_leave_no_row_of_their_own(organization, owner):
    change_raci(organization, "A01", {"R-SPONSOR": "RA"}, owner)
    assert next(row for row in matrix(organization) if row.row.id == "A01").is_changed
    change_raci(organization, "A01", shipped_letters(books().roles.raci[0]), owner)
    assert not RaciChange.objects.exists()


def test_the_deputy_is_somebody_else(organization, owner):
    with pytest.raises(GovernanceRefused, match="somebody else"):
        assign_role(organization, "R-SVC", HolderDraft("佐藤 花子", deputy_name="佐藤　花子"), owner)


def test_a_system_s_own_people_go_before_the_company_s(organization, owner, system):
    assign_role(organization, "R-SVC", HolderDraft("全社 太郎"), owner)
    own = assign_role(organization, "R-SVC", HolderDraft("現場 次郎"), owner, system)
    assert holders(organization)["R-SVC"].person_name == "全社 太郎"
    assert holders(organization, system)["R-SVC"].person_name == "現場 次郎"
    vacate_role(own, owner)
    assert holders(organization, system)["R-SVC"].person_name == "全社 太郎"


def test_the_same_person_asking_and_deciding_is_warned_about(organization, owner):
    assign_role(organization, "R-SPONSOR", HolderDraft("田中 一郎"), owner)
    assign_role(organization, "R-EXEC", HolderDraft("社長 花子"), owner)
    assert not any("A09" in one and "田中" in one for one in warnings(organization))
    assign_role(organization, "R-EXEC", HolderDraft("田中　一郎"), owner)
    assert any("田中" in one and "A08" in one and "A09" in one for one in warnings(organization))


def test_one_reviewer_who_answers_for_his_own_review_is_warned_about(organization, owner):
    assign_role(organization, "R-OWNER", HolderDraft("課長"), owner)
    assign_role(organization, "R-REVIEWER", HolderDraft("確認者"), owner)
    assert not any("A13" in one for one in warnings(organization))
    assign_role(organization, "R-REVIEWER", HolderDraft("課長"), owner)
    assert any("A13" in one for one in warnings(organization))


def test_a_person_with_too_many_a_is_warned_about(organization, owner):
    for role in ("R-SPONSOR", "R-OWNER", "R-SVC"):
        assign_role(organization, role, HolderDraft("何でも屋"), owner)
    # 3 + 3 + 3 of the shipped rows answer to these roles.
    assert any("何でも屋" in one and "9" in one and "19" in one for one in warnings(organization))


def test_with_own_weights_preventing_misuse_patching_and_logs_fall_to_us(organization, owner, system):
    modes = [mode.id for mode in operation_book().deployment_modes]
    assert modes == ["saas", "api", "domestic_cloud", "own_weights"]
    ours = {}
    for mode in modes:
        operation = describe_operation(system, OperationDraft(deployment_mode=mode), owner)
        lines = duty_lines(system, operation)
        ours[mode] = sum(line.expected == "own" for line in lines)
        by_id = {line.duty.id: line.expected for line in lines}
    assert ours["saas"] < ours["api"] < ours["domestic_cloud"] < ours["own_weights"] == len(lines)
    assert {by_id[duty] for duty in ("DU-01", "DU-03", "DU-05")} == {"own"}


def test_a_duty_of_others_needs_where_it_was_agreed(owner, system):
    with pytest.raises(GovernanceRefused, match="agreed"):
        agree_duty(system, "DU-05", "supplier", "情シス 鈴木", "", owner)
    agree_duty(system, "DU-05", "supplier", "情シス 鈴木", "利用規約 第7条", owner)
    line = next(one for one in duty_lines(system, None) if one.duty.id == "DU-05")
    assert (line.agreed.person_name, line.expected) == ("情シス 鈴木", None)


def test_a_kill_switch_has_a_person_and_a_place(owner, system):
    with pytest.raises(GovernanceRefused, match="both who"):
        describe_operation(system, OperationDraft(stop_person="職長 高橋"), owner)
    with pytest.raises(GovernanceRefused, match="future"):
        describe_operation(
            system, OperationDraft(stop_tried_on=timezone.localdate() + timedelta(days=1)), owner
        )
    described = describe_operation(
        system, OperationDraft(stop_person="職長 高橋", stop_place="第2工場 操作盤横"), owner
    )
    assert described.stop_place == "第2工場 操作盤横"


def test_a_fail_safe_says_how_it_is_realised(owner, system):
    with pytest.raises(GovernanceRefused, match="realised"):
        realise_fail_safe(system, "FS-02", " ", None, owner)
    row = realise_fail_safe(system, "FS-02", "出典がない回答は表示しない設定", date(2026, 10, 1), owner)
    assert list(system.fail_safes.all()) == [row]

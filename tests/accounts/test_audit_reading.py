"""An audit entry reads as a sentence: known keys in words, everything else as it is stored."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit_reading import read_entry, words_of_apps
from accounts.audit_terms import filled, microyen, moment, named, share, within
from accounts.models import AuditEntry
from language.text import Text


def read(action: str, target: str = "対象", language: str = "ja", **detail):
    with override(language):
        return read_entry(AuditEntry(action=action, target=target, detail=detail))


def lines(action: str, language: str = "ja", **detail):
    return [(line.label.text, line.value.text) for line in read(action, language=language, **detail).lines]


def test_a_pause_says_that_and_why():
    paused = read("run.paused", "社内文書の評価", run=7, reason="month-cap")
    assert paused.what == "評価を一時停止しました"
    assert [(one.label.text, one.value.text) for one in paused.lines] == [
        ("評価の番号", "7"),
        ("理由", "月の上限額に達するため"),
    ]
    assert read("run.paused", language="en", run=7).what == "Paused the evaluation"


def test_a_cap_is_read_in_yen_from_before_to_after():
    detail: dict[str, Any] = {"before_microyen": None, "after_microyen": 30_000_000_000}
    assert lines("budget.month_cap_set", **detail) == [("変更", "上限なし → 30,000円")]
    assert lines("budget.month_cap_set", "en", **detail) == [("Change", "no cap → 30,000 yen")]


def test_a_class_is_read_in_its_words():
    assert lines("document.class_changed", before="secret", after="internal") == [("変更", "社外秘 → 社内")]
    assert lines("policy.allowed", **{"class": "partner"}) == [("機密区分", "取引先限定")]


def test_the_same_key_means_what_the_action_means():
    assert lines("run.finished", state="cancelled") == [("結果", "停止")]
    assert lines("watch.judged", state="dropped") == [("結果", "低下を確認")]


def test_an_unknown_key_stays_as_it_is_and_is_marked():
    (line,) = read("run.paused", strange={"a": [1, None]}).lines
    assert (line.label.text, line.label.is_raw) == ("strange", True)
    assert (line.value.text, line.value.is_raw) == ('{"a": [1, null]}', True)


def test_a_value_without_words_stays_as_it_is_under_its_name():
    (line,) = read("run.finished", state="exploded").lines
    assert (line.label.text, line.value.text, line.value.is_raw) == ("結果", "exploded", True)


def test_a_list_that_is_only_half_known_stays_as_it_is():
    (line,) = read("ringi.changed", fields=["title", "colour"]).lines
    assert (line.value.text, line.value.is_raw) == ('["title", "colour"]', True)
    assert lines("ringi.changed", fields=["title", "amount_jpy"]) == [("変更した項目", "件名、申請額")]


def test_what_is_missing_is_said_and_is_not_zero():
    assert lines("company_size.entered", employees=None, capital_jpy=0) == [
        ("従業員数", "不明"),
        ("資本金", "0円"),
    ]
    assert lines("control.recorded", system="") == [("AIシステム", "全社")]


def test_a_target_that_is_a_code_is_read_beside_it():
    assert read("report.requested", "report:12").target == "報告書 12"
    assert read("cost_plan.saved", "cost plan 3 r2").target == "費用計画 3 第2版"
    assert read("gate.decided", "図面の検索: G2").target.startswith("図面の検索: ")
    assert read("report.requested", "something else").target is None


def test_lists_and_tables_of_the_route_are_read():
    limits = [["製造部長", 3_000_000, "大庭 徹"], ["社長", None, "相馬 恒一"]]
    assert lines("ringi.route_set", limits=limits, reviewers={"it": "倉田"}) == [
        ("決裁権限", "製造部長 大庭 徹(3,000,000円まで)、社長 相馬 恒一(上限なし)"),
        ("合議の担当者", "情報システム: 倉田"),
    ]


def test_an_action_without_words_keeps_its_code():
    assert read("thing.done").what is None


KEYS = sorted({key.rpartition(":")[2] for words in words_of_apps() for key in words.terms})
ACTIONS = ["thing.done", *sorted(action for words in words_of_apps() for action in words.actions)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), JSON, max_size=6), st.sampled_from(ACTIONS)
)
def test_no_key_of_any_detail_is_lost(detail, action):
    shown = read_entry(AuditEntry(action=action, target="", detail=detail)).lines
    pairs = [key for key in detail if key.startswith("after") and f"before{key[5:]}" in detail]
    assert len(shown) == len(detail) - len(pairs)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1, "0.000001円"),
        (100_000_000, "100円"),
        (1_234_500_000, "1,234.5円"),
        (0, "0円"),
        (True, None),
        ("1", None),
    ],
)
def test_microyen_are_read_exactly(amount, said):
    found = microyen(amount)
    assert (found.ja if found else None) == said


def test_a_stored_moment_is_read_on_the_clock_of_the_company():
    assert moment("2026-11-20 15:30:00+00:00") == "2026-11-21 00:30:00"
    assert moment("yesterday") is None


def test_readings_know_only_what_they_know():
    assert share(0.8) == "80%" and share("0.8") is None
    assert named({"a": Text("あ", "a")})([]) is None
    assert filled(r"x:(.+)", Text("{0}", "{0}"))("x:{0}") == Text("{0}", "{0}")
    assert within(r".*: (.+)", named({}))("a: b") is None

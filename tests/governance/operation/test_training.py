"""Training: completion counts the people who must; planted errors give a found-rate with an exact interval."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import GovernanceRefused
from governance.models import PlantedMark, PlantedTaking, TrainingSession
from governance.overviews.planted import found_rate, latest_of_each_person, months_of, pooled, takings_of
from governance.overviews.training import completion, training_lines
from governance.services.planted import (
    Mark,
    PaperResult,
    add_planted_item,
    create_planted_test,
    remove_planted_item,
    take_test,
    type_in_result,
)
from governance.services.training import Attendee, SessionDraft, add_session, drop_need, require_training

pytestmark = pytest.mark.django_db
SESSION = SessionDraft("T-05", date(2026, 10, 1), 4, "講師", 120000, "見積 2026-09")


def line(organization, track="T-05"):
    return next(one for one in training_lines(organization) if one.track.id == track)


def test_completion_is_unknown_until_somebody_says_who_must_learn(organization, owner):
    add_session(organization, SESSION, [Attendee("佐藤 花子", True)], owner)
    assert completion(training_lines(organization)) is None
    require_training(organization, "T-05", ["佐藤　花子", "A-102", "高橋"], None, owner)
    assert completion(training_lines(organization)) == pytest.approx(1 / 3)
    assert [need.person for need in line(organization).missing] == ["A-102", "高橋"]


def test_being_there_is_not_completing_and_nobody_counts_twice(organization, owner):
    require_training(organization, "T-05", ["佐藤", "高橋"], None, owner)
    add_session(organization, SESSION, [Attendee("佐藤", True), Attendee("高橋", False)], owner)
    add_session(organization, SESSION, [Attendee("佐藤", True)], owner)
    assert (line(organization).completed, line(organization).required, line(organization).attended) == (
        1,
        2,
        2,
    )
    assert line(organization).cost_jpy == 240000
    drop_need(line(organization).missing[0], owner)
    assert completion(training_lines(organization)) == 1.0


def test_one_unknown_cost_leaves_the_sum_unknown(organization, owner):
    add_session(organization, SESSION, [], owner)
    add_session(organization, replace(SESSION, cost_jpy=None, cost_source=""), [], owner)
    assert line(organization).cost_jpy is None


@pytest.mark.parametrize(
    ("changed", "people", "word"),
    [
        ({"held_on": timezone.localdate() + timedelta(days=2)}, [Attendee("佐藤", True)], "future"),
        ({"track": "T-99"}, [], "track"),
        ({"hours": float("nan")}, [], "Hours"),
        ({"cost_source": " "}, [], "comes from"),
        ({}, [Attendee("佐藤", True), Attendee("佐 藤", True)], "twice"),
        ({}, [Attendee("佐藤", True, 120)], "0 to 100"),
    ],
)
def test_a_session_that_contradicts_itself_is_refused(organization, owner, changed, people, word):
    with pytest.raises(GovernanceRefused, match=word):
        add_session(organization, replace(SESSION, **changed), people, owner)
    assert not TrainingSession.objects.exists()


def test_the_interval_is_the_published_clopper_pearson():
    """Clopper and Pearson (1934): none of 10 gives an upper end of 30.85 %; 8 of 10 gives 44.39 to 97.48 %."""
    assert found_rate(0, 10).high == pytest.approx(0.3085, abs=1e-4)
    assert (found_rate(8, 10).low, found_rate(8, 10).high) == pytest.approx((0.4439, 0.9748), abs=1e-4)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_rate_and_stays_a_share(pair):
    one = found_rate(*pair)
    assert 0 <= one.low <= one.rate <= one.high <= 1


@pytest.fixture
def planted(organization, owner):
    test = create_planted_test(organization, "11月の仕込み誤答", 0.8, owner)
    add_planted_item(test, "締付けトルクは25 N·mです。", "締付けトルクは52 N·mです。", "数字の入替え", owner)
    add_planted_item(test, "3か月ごとに点検します。", "3年ごとに点検します。", "周期の誤り", owner)
    add_planted_item(test, "保護眼鏡を着用します。", "保護眼鏡を着用します。", "", owner)
    return test


def marks(test, *answers):
    return {item.pk: Mark(says) for item, says in zip(test.items.all(), answers, strict=True)}


def test_marks_are_counted_and_false_alarms_apart(planted, viewer):
    taking = take_test(planted, marks(planted, True, False, True), viewer)
    assert (taking.found, taking.planted, taking.false_alarms) == (1, 2, 1)
    assert PlantedMark.objects.count() == 3


def test_whoever_made_the_test_or_took_it_does_not_take_it_again(planted, owner, viewer):
    with pytest.raises(GovernanceRefused, match="made the test"):
        take_test(planted, marks(planted, True, True, False), owner)
    take_test(planted, marks(planted, True, True, False), viewer)
    with pytest.raises(GovernanceRefused, match="already"):
        take_test(planted, marks(planted, True, True, False), viewer)
    with pytest.raises(GovernanceRefused, match="already"):
        type_in_result(planted, PaperResult(viewer.name, date(2026, 11, 1), 2, 2), owner)
    assert PlantedTaking.objects.count() == 1


def test_whoever_added_a_text_knows_its_error(planted, consultant):
    add_planted_item(planted, "毎日清掃します。", "毎月清掃します。", "周期の誤り", consultant)
    with pytest.raises(GovernanceRefused, match="made the test"):
        take_test(planted, marks(planted, True, True, False, True), consultant)


def test_texts_stay_once_somebody_has_seen_them(planted, viewer, owner):
    take_test(planted, marks(planted, True, True, False), viewer)
    with pytest.raises(GovernanceRefused, match="texts stay"):
        remove_planted_item(planted.items.first(), owner)
    with pytest.raises(GovernanceRefused, match="texts stay"):
        add_planted_item(planted, "a", "b", "c", owner)


def test_an_answer_that_skips_a_text_is_refused(planted, viewer):
    given_marks = marks(planted, True, True, False)
    given_marks.popitem()
    with pytest.raises(GovernanceRefused, match="every text"):
        take_test(planted, given_marks, viewer)


@pytest.mark.parametrize(
    ("original", "shown", "error"), [("a", "b", ""), ("a", "a", "none"), ("", "b", "x"), ("a", " ", "x")]
)
def test_an_error_is_described_where_it_is_planted_and_nowhere_else(planted, owner, original, shown, error):
    with pytest.raises(GovernanceRefused):
        add_planted_item(planted, original, shown, error, owner)
    assert planted.items.count() == 3


@pytest.mark.parametrize(
    "result",
    [
        PaperResult("高橋", date(2026, 11, 1), 3, 2),
        PaperResult("高橋", date(2026, 11, 1), 3, 5),
        PaperResult("高橋", timezone.localdate() + timedelta(days=1), 1, 2),
        PaperResult(" ", date(2026, 11, 1), 1, 2),
        PaperResult("高橋", date(2026, 11, 1), 1, 2, -1),
    ],
)
def test_an_impossible_paper_result_is_refused(planted, owner, result):
    with pytest.raises(GovernanceRefused):
        type_in_result(planted, result, owner)
    assert not PlantedTaking.objects.exists()


def test_a_gate_sees_each_person_s_latest_result_and_the_months_stand_apart(organization, owner):
    october, november = (create_planted_test(organization, name, 0.8, owner) for name in ("10月", "11月"))
    type_in_result(october, PaperResult("佐藤", date(2026, 10, 5), 4, 10), owner)
    type_in_result(october, PaperResult("高橋", date(2026, 10, 6), 10, 10), owner)
    type_in_result(november, PaperResult("佐 藤", date(2026, 11, 5), 9, 10), owner)
    takings = takings_of(organization)
    assert [(one.month.month, one.people, one.result.rate) for one in months_of(takings)] == [
        (10, 2, 0.7),
        (11, 1, 0.9),
    ]
    assert pooled(latest_of_each_person(takings)).rate == 0.95
    assert pooled([]) is None

"""A request on its way through the company: answers, deputies, changes, returns."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from adoption.errors import RingiRefused
from adoption.models import AppendOnlyError, RingiStep
from adoption.ringi_selectors import waiting_for
from adoption.services import record_facts
from adoption.services.ringi_drafts import change_ringi, comment_on, create_ringi
from adoption.services.ringi_reminders import remind_overdue
from adoption.services.ringi_route import Answer, answer, put_off, submit, withdraw
from tests.adoption.ringi.conftest import FUNCTIONS, agree, agree_all, decide, draft, read, seen, step_of

pytestmark = pytest.mark.django_db


def state(ringi) -> str:
    ringi.refresh_from_db()
    return ringi.state


def test_reviews_run_side_by_side_then_circulation_then_the_decision(submitted, people):
    for name in reversed(FUNCTIONS):
        assert state(submitted) == "review"
        agree(submitted, name, people[name])
    assert state(submitted) == "circulation"
    read(submitted, people)
    assert state(submitted) == "decision"
    assert step_of(submitted, kind="decision").person == people["director"]
    decide(submitted, people["director"])
    assert state(submitted) == "approved"
    assert submitted.report_due_on > timezone.localdate() + timedelta(days=150)
    kinds = list(submitted.actions.values_list("kind", flat=True))
    assert kinds == ["drafted", "submitted", *["agreed"] * 5, "read", "approved"]


def test_a_larger_amount_goes_to_the_president(use_case, route, owner, people):
    large = create_ringi(use_case, draft(amount_jpy=Decimal(10_000_001)), owner)
    submit(large, owner)
    assert step_of(large, kind="decision").person == people["president"]


def test_numbers_follow_one_another_in_a_fiscal_year(use_case, route, owner):
    first, second = (create_ringi(use_case, draft(), owner) for _ in range(2))
    assert (first.serial, second.serial) == (1, 2)
    assert first.number.endswith("-001")


def test_a_plain_agreement_needs_every_point_of_the_checklist(submitted, people):
    with pytest.raises(RingiRefused, match="not ticked"):
        agree(submitted, "finance", people["finance"], checklist=("FI-1",))
    agree(
        submitted,
        "finance",
        people["finance"],
        checklist=("FI-1",),
        state="agreed_with_opinion",
        comment="教育費が未確認。",
    )
    assert step_of(submitted, function="finance").state == "agreed_with_opinion"


def test_a_foreign_point_of_a_checklist_is_refused(submitted, people):
    with pytest.raises(RingiRefused, match="does not belong"):
        agree(submitted, "finance", people["finance"], checklist=("IT-1",))


@pytest.mark.parametrize("given", ["agreed_with_conditions", "returned"])
def test_conditions_and_returns_need_words(submitted, people, given):
    with pytest.raises(RingiRefused, match="Enter the reason"):
        agree(submitted, "legal", people["legal"], state=given)
    assert state(submitted) == "review"


def test_one_return_ends_the_round_and_the_next_asks_everybody_again(submitted, people, owner):
    agree(submitted, "finance", people["finance"])
    agree(submitted, "legal", people["legal"], state="returned", comment="契約の条件が不明。")
    assert state(submitted) == "returned"
    with pytest.raises(RingiRefused, match="not the turn"):
        agree(submitted, "it", people["it"])
    change_ringi(submitted, draft(purpose="契約条件を追記した。1件10分を6分へ。"), owner)
    submit(submitted, owner)
    assert (state(submitted), submitted.round) == ("review", 2)
    assert step_of(submitted, function="finance").state == "waiting"


def test_a_change_opens_only_the_reviews_it_concerns(submitted, people, use_case, owner):
    agree_all(submitted, people)
    record_facts(use_case, "ev", "no_ai_option", {"present": False}, "再検討", owner)
    with pytest.raises(RingiRefused, match="opened again"):
        read(submitted, people)
    reopened = {
        one.function for one in RingiStep.objects.filter(ringi=submitted, state="waiting", kind="review")
    }
    assert reopened == {"finance", "quality"}
    assert step_of(submitted, function="finance").reopened_for == ["effect"]
    assert state(submitted) == "review"
    for name in reopened:
        agree(submitted, name, people[name])
    read(submitted, people)
    assert state(submitted) == "decision"
    assert submitted.actions.filter(kind="reopened").count() == 2


def test_nobody_signs_a_state_that_was_not_on_the_screen(submitted, people):
    with pytest.raises(RingiRefused, match="changed while you were answering"):
        agree(submitted, "finance", people["finance"], seen_sha256="0" * 64)


def test_nobody_answers_for_another_but_the_deputy_who_says_why(submitted, people):
    with pytest.raises(RingiRefused, match="not your turn"):
        agree(submitted, "finance", people["it"])
    with pytest.raises(RingiRefused, match="in place of"):
        agree(submitted, "finance", people["deputy"])
    agree(submitted, "finance", people["deputy"], comment="担当者が出張中のため。")
    action = submitted.actions.get(kind="agreed")
    assert (action.by, action.for_person) == (people["deputy"], people["finance"])


def test_the_decision_waits_for_its_turn(submitted, people):
    with pytest.raises(RingiRefused, match="not the turn"):
        decide(submitted, people["director"])


def test_who_asks_is_warned_before_deciding_and_it_is_on_record(ringi, people):
    ringi.drafted_by = people["director"]
    ringi.save()
    submit(ringi, people["director"])
    agree_all(ringi, people)
    read(ringi, people)
    with pytest.raises(RingiRefused, match="your own request"):
        decide(ringi, people["director"])
    decide(ringi, people["director"], knows_own_request=True)
    assert ringi.actions.get(kind="approved").is_own_request


def test_a_consultant_drafts_and_comments_and_nothing_else(use_case, route, consultant, people):
    drafted = create_ringi(use_case, draft(), consultant)
    comment_on(drafted, "数字の根拠を追記しました。", consultant)
    with pytest.raises(RingiRefused, match="Consultants draft"):
        submit(drafted, consultant)
    submit(drafted, people["it"])
    step = step_of(drafted, function="finance")
    RingiStep.objects.filter(pk=step.pk).update(person=consultant)
    with pytest.raises(RingiRefused, match="Consultants draft"):
        agree(drafted, "finance", consultant)


def test_a_route_without_a_reviewer_names_what_is_missing(use_case, organization, owner):
    drafted = create_ringi(use_case, draft(), owner)
    with pytest.raises(RingiRefused) as refused:
        submit(drafted, owner)
    assert "経理" in refused.value.message.ja
    assert (state(drafted), drafted.round, drafted.steps.count()) == ("draft", 0, 0)


def test_a_reader_who_is_away_reads_after_the_decision(submitted, people):
    agree_all(submitted, people)
    step = step_of(submitted, kind="circulation")
    with pytest.raises(RingiRefused, match="Only the decider"):
        put_off(step, "出張", people["finance"])
    put_off(step, "海外出張で月末まで不在", people["director"])
    decide(submitted, people["director"], "approved_with_conditions", comment="3か月で中間報告。")
    assert state(submitted) == "conditional"
    answer(step, Answer("read", seen(submitted)), people["reader"])
    step.refresh_from_db()
    assert (step.state, state(submitted)) == ("read_later", "conditional")


def test_a_review_is_never_put_off(submitted, people):
    with pytest.raises(RingiRefused, match="never left out"):
        put_off(step_of(submitted, function="legal"), "不在", people["director"])


def test_a_withdrawn_request_is_answered_no_more(submitted, people, owner):
    with pytest.raises(RingiRefused, match="Only the drafter"):
        withdraw(submitted, "理由", people["it"])
    withdraw(submitted, "対象業務を見直すため。", owner)
    with pytest.raises(RingiRefused, match="not the turn"):
        agree(submitted, "it", people["it"])
    assert state(submitted) == "withdrawn"


def test_what_waits_is_listed_for_who_is_asked_and_for_the_deputy_once_overdue(
    submitted, people, organization
):
    assert [one.function for one in waiting_for(organization, people["it"])] == ["it"]
    assert waiting_for(organization, people["deputy"]) == []
    submitted.steps.update(due_on=date(2026, 1, 1))
    assert len(waiting_for(organization, people["deputy"])) == len(FUNCTIONS)


def test_an_overdue_answer_is_reminded_of_once_a_day(submitted):
    submitted.steps.filter(function="it").update(due_on=timezone.localdate() - timedelta(days=1))
    assert (remind_overdue(), remind_overdue()) == (1, 0)
    assert len(mail.outbox) == 2  # the reviewer and the deputy
    assert submitted.actions.filter(kind="reminded").count() == 1


def test_what_people_did_is_never_changed(submitted):
    with pytest.raises(AppendOnlyError):
        submitted.actions.update(comment="なかったこと")
    with pytest.raises(AppendOnlyError):
        submitted.actions.first().save()


def test_amounts_that_contradict_each_other_are_refused(use_case, owner):
    with pytest.raises(RingiRefused, match="smaller than the initial"):
        create_ringi(use_case, draft(amount_jpy=Decimal(1), initial_jpy=Decimal(2)), owner)
    assert use_case.ringi.count() == 0


def test_a_consultant_takes_back_a_draft_of_his_own_and_never_a_request_on_its_way(
    route, use_case, owner, consultant
):
    drafted = create_ringi(use_case, draft(), consultant)
    submit(drafted, owner)
    with pytest.raises(RingiRefused, match="Consultants draft"):
        withdraw(drafted, "理由", consultant)
    assert state(drafted) == "review"
    own = create_ringi(use_case, draft(), consultant)
    withdraw(own, "重複のため。", consultant)
    assert state(own) == "withdrawn"

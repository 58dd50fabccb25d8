"""The page of the supplier: a secret link, its own questions, one hand-in, and a review before anything counts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.content.loader import books
from governance.errors import GovernanceRefused
from governance.models import VendorReply, VendorRequest
from governance.services.questionnaires import (
    CALLS_A_MINUTE,
    TEXT_CHARACTERS,
    AnswerDraft,
    accept_reply,
    hash_of,
    open_request,
    reject_reply,
    revoke_request,
    save_answer,
)
from governance.services.vendors import end_use
from tests.governance.vendors.records import TODAY, add_use, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(organization, owner):
    return add_use(organization, owner)


@pytest.fixture
def asked(use, owner):
    return open_request(use, "導入会社 営業部", "10日までにお願いします", 14, owner)


def page(token) -> str:
    return reverse("vendor_reply", args=[token])


def test_the_secret_is_nowhere_in_the_database(asked):
    request, token = asked
    assert len(token) >= 43
    assert request.token_sha256 == hash_of(token)
    assert token not in str(VendorRequest.objects.values().get())


def test_the_page_needs_no_account_and_is_kept_out_of_search_and_caches(asked):
    response = Client().get(page(asked[1]))
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert all(
        f'name="{one.id}"' in response.content.decode()
        for section in books().vendors.sections
        for one in section.questions
    )


def test_the_page_shows_nothing_of_the_inside(asked, use, owner, organization):
    save_answer(
        use, "V-JUR-1", AnswerDraft("社内の見立て", 1, "", "極秘資料", TODAY, "交渉では言わない"), owner
    )
    add_use(organization, owner, name="他社の利用")
    content = Client().get(page(asked[1])).content.decode()
    for secret in (
        "社内の見立て",
        "極秘資料",
        "交渉では言わない",
        "他社の利用",
        "6,000,000",
        use.system.name,
    ):
        assert secret not in content


@pytest.mark.parametrize("how", ["wrong", "expired", "revoked", "ended"])
def test_a_link_that_does_not_hold_looks_like_one_that_never_was(asked, use, owner, how):
    request, token = asked
    if how == "wrong":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif how == "expired":
        VendorRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "ended":
        end_use(use, TODAY, owner)
    else:
        revoke_request(request, owner)
    assert Client().get(page(token)).status_code == 404
    assert Client().post(page(token), {"V-JUR-1": "x"}).status_code == 404
    assert not VendorReply.objects.exists()


def test_a_member_looks_at_the_page_before_anybody_is_asked(use, viewer_client, outsider_client):
    preview = reverse("governance:vendor_reply_preview", args=["kaisha", use.pk])
    content = viewer_client.get(preview).content.decode()
    assert 'name="V-JUR-1"' in content
    assert 'name="submit"' not in content
    assert outsider_client.get(preview).status_code == 404
    assert not VendorRequest.objects.exists()


def test_a_draft_is_kept_and_the_company_does_not_see_it(asked, use, owner_client):
    request, token = asked
    Client().post(page(token), {"V-JUR-1": "下書きの回答", "save": "1"})
    assert "下書きの回答" in Client().get(page(token)).content.decode()
    inside = reverse("governance:vendor_request_detail", args=["kaisha", request.pk])
    assert "下書きの回答" not in owner_client.get(inside).content.decode()


def test_handing_in_is_possible_once_and_as_a_named_person(asked):
    request, token = asked
    assert Client().post(page(token), {"V-JUR-1": "中国", "submit": "1"}).status_code == 422
    Client().post(page(token), {"V-JUR-1": "中国", "respondent": "鈴木", "submit": "1"})
    Client().post(page(token), {"V-JUR-1": "やはり米国", "respondent": "鈴木", "submit": "1"})
    reply = request.replies.get()
    assert (reply.text, reply.state) == ("中国", "waiting")
    assert "やはり米国" not in Client().get(page(token)).content.decode()


def test_too_long_an_answer_is_refused_and_nothing_is_saved(asked):
    response = Client().post(
        page(asked[1]), {"V-JUR-1": "あ" * (TEXT_CHARACTERS + 1), "V-JUR-2": "日本", "save": "1"}
    )
    assert response.status_code == 422
    assert not VendorReply.objects.exists()


def test_markup_of_a_supplier_stays_text(use, owner, owner_client):
    request, _token = hand_in(use, owner, {"V-JUR-1": "<script>alert(1)</script>"})
    content = owner_client.get(
        reverse("governance:vendor_request_detail", args=["kaisha", request.pk])
    ).content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert" in content


def test_a_link_opened_too_often_has_to_wait_a_minute(asked):
    _request, token = asked
    VendorRequest.objects.update(window_started_at=timezone.now(), window_requests=CALLS_A_MINUTE)
    assert Client().get(page(token)).status_code == 429
    VendorRequest.objects.update(window_started_at=timezone.now() - timedelta(minutes=2))
    assert Client().get(page(token)).status_code == 200


def test_a_post_from_another_site_is_refused(asked):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(asked[1]), {"V-JUR-1": "x", "save": "1"}).status_code == 403


def test_an_answer_of_the_supplier_counts_only_after_review_with_our_score(use, owner):
    request, _token = hand_in(use, owner)
    assert not use.answers.exists()
    answer = accept_reply(request.replies.get(), 2, "妥当", owner)
    assert (answer.given_by, answer.score, answer.text) == ("vendor", 2, "中国、親会社あり")
    assert answer.source.startswith("鈴木 一郎")
    with pytest.raises(GovernanceRefused):
        accept_reply(request.replies.get(), 4, "", owner)


def test_an_answer_that_was_left_out_never_counts(use, owner):
    request, _token = hand_in(use, owner)
    reject_reply(request.replies.get(), owner)
    assert not use.answers.exists()
    assert request.replies.get().state == "rejected"


def test_the_first_who_decides_on_an_answer_decides(use, owner):
    request, _token = hand_in(use, owner)
    seen_by_one, seen_by_another = request.replies.get(), request.replies.get()
    reject_reply(seen_by_one, owner)
    with pytest.raises(GovernanceRefused, match="not waiting"):
        accept_reply(seen_by_another, 4, "", owner)
    assert not use.answers.exists()

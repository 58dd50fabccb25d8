"""Readings from machines: a token writes for its own company and reads nothing; a message is taken whole or not."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adoption.models import KpiReading, Observation, ReadingToken
from adoption.services import pilots_tokens
from adoption.services.pilots_tokens import issue_token, revoke_token
from tests.adoption.companies import add_use_case
from tests.adoption.pilots.planned import cells
from tests.conftest import signed_in

URL = reverse("pilot_api")


@pytest.fixture
def token(organization, owner):
    return issue_token(organization, "生産管理システム", owner)


def send(secret, body, **headers):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client().post(
        URL, data, content_type="application/json", headers={"Authorization": f"Bearer {secret}", **headers}
    )


def task(key="T-1", **changed):
    return {**cells(key), "baseline_minutes": 20.5, **changed}


def test_a_message_is_recorded_and_sending_it_again_changes_nothing(use_case, token):
    body = {"use_case": use_case.pk, "tasks": [task("T-1"), task("T-2", is_correct=True)]}
    first, second = send(token.secret, body), send(token.secret, body)
    assert (first.status_code, first.json()) == (201, {"tasks": {"recorded": 2, "ignored": 0}})
    assert second.json() == {"tasks": {"recorded": 0, "ignored": 2}}
    row = Observation.objects.get(key="T-2")
    assert (row.baseline_minutes, row.is_correct, row.is_severe) == (20.5, True, None)
    assert row.recorded_by_name == "API: 生産管理システム"


def test_kpi_values_are_taken_too(chosen, token):
    value = {"key": "1", "kpi": "K-D-07", "on": cells()["on"], "period": "baseline", "value": 2.5}
    assert send(token.secret, {"use_case": chosen.pk, "values": [value]}).status_code == 201
    assert KpiReading.objects.get().value == 2.5


def test_one_wrong_reading_keeps_the_whole_message_out_and_is_named(chosen, token):
    wrong = {"key": "9", "kpi": "K-X", "on": cells()["on"], "period": "baseline", "value": 1}
    answer = send(token.secret, {"use_case": chosen.pk, "tasks": [task()], "values": [wrong]})
    assert answer.status_code == 422
    assert answer.json()["rows"][0]["field"] == "kpi"
    assert not Observation.objects.exists()


def test_no_token_a_wrong_and_a_revoked_one_get_the_same_answer(use_case, token, owner):
    body = {"use_case": use_case.pk, "tasks": [task()]}
    revoked = issue_token(use_case.organization, "古い端末", owner)
    revoke_token(revoked.row, owner)
    answers = [
        send(secret, body) for secret in ("", "x", pilots_tokens.PREFIX + "x", revoked.secret, "x" * 9999)
    ]
    answers.append(Client().post(URL, json.dumps(body), content_type="application/json"))
    assert {(one.status_code, one.content) for one in answers} == {(401, answers[0].content)}
    assert not Observation.objects.exists()


def test_a_signed_in_person_without_a_token_is_refused_like_everybody(use_case, owner):
    answer = signed_in(owner).post(
        URL, json.dumps({"use_case": use_case.pk}), content_type="application/json"
    )
    assert answer.status_code == 401


def test_another_companys_use_case_is_as_unknown_as_none(token, other_organization):
    foreign = add_use_case(other_organization)
    answers = [
        send(token.secret, {"use_case": pk, "tasks": [task()]}) for pk in (foreign.pk, 10**6, 2**70, "1")
    ]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{" * 5000,
        b'{"use_case": 1, "tasks": {}}',
        b'{"use_case": 1, "tasks": [1]}',
        b'{"use_case": 1, "tasks": [{"key": {"$gt": ""}}]}',
        b'{"use_case": 1, "tasks": [{"minutes": 3}]}',
        b'{"use_case": 1, "tasks": [{"key": "1", "baseline_minutes": NaN}]}',
        b'{"use_case": 1}',
        b'{"use_case": 1, "tasks": [{"key": "1"}], "drop": true}',
    ],
)
def test_a_body_of_another_shape_is_refused(token, db, body):
    answer = send(token.secret, body)
    assert answer.status_code == 400
    assert "何も記録していません" in answer.json()["message_ja"]


def test_characters_that_no_database_keeps_are_left_out(use_case, token):
    body = json.dumps({"use_case": use_case.pk, "tasks": [task("T-1", note="a\x00b\ud800c")]})
    assert send(token.secret, body).status_code == 201
    assert Observation.objects.get().note == "abc"


def test_too_much_at_once_is_refused(use_case, token):
    many = {"use_case": use_case.pk, "tasks": [task(f"T-{at}") for at in range(501)]}
    assert send(token.secret, many).status_code == 413
    assert send(token.secret, b" " * 1_000_001).status_code == 413
    assert not Observation.objects.exists()


def test_it_can_only_be_written_to(token, client, db):
    assert client.get(URL, headers={"Authorization": f"Bearer {token.secret}"}).status_code == 405


def test_too_many_messages_in_a_minute_wait_and_the_next_minute_is_free(use_case, token, monkeypatch):
    monkeypatch.setattr(pilots_tokens, "MOST_REQUESTS", 2)
    body = {"use_case": use_case.pk, "tasks": [task()]}
    codes = [send(token.secret, body).status_code for _ in range(3)]
    assert codes == [201, 201, 429]
    assert 1 <= int(send(token.secret, body)["Retry-After"]) <= 60
    later = timezone.now() - pilots_tokens.WINDOW
    ReadingToken.objects.update(window_started_at=later)
    assert send(token.secret, body).status_code == 201


def test_the_secret_is_shown_once_and_never_stored(organization, owner, owner_client):
    page = owner_client.post(reverse("adoption:pilot_token_list", args=["kaisha"]), {"name": "端末"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    again = owner_client.get(reverse("adoption:pilot_token_list", args=["kaisha"])).content.decode()
    assert secret not in again
    row = ReadingToken.objects.get()
    assert secret not in str(vars(row))
    assert secret not in str(list(organization.audit_entries.values_list("detail", "target")))
    owner_client.post(reverse("adoption:pilot_token_revoke", args=["kaisha", row.pk]))
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_the_message_of_the_guide_is_taken_as_it_stands(chosen, token, settings):
    guide = (settings.BASE_DIR / "docs" / "measuring.md").read_text(encoding="utf-8")
    body = json.loads(guide.split("application/json\n\n")[1].split("```")[0])
    answer = send(token.secret, {**body, "use_case": chosen.pk})
    assert answer.json() == {kind: {"recorded": 1, "ignored": 0} for kind in ("tasks", "values")}

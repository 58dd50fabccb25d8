"""The pages of the workbooks: who may see, ask and download, and what they get."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from reports.models import ReportFile
from reports.states import ReportState
from reports.views import STOP_POLLING, XLSX

pytestmark = pytest.mark.django_db


def list_page(organization) -> str:
    return reverse("reports:report_list", args=[organization.slug])


def create_page(organization) -> str:
    return reverse("reports:report_create", args=[organization.slug])


def download_page(organization, report) -> str:
    return reverse("reports:report_download", args=[organization.slug, report.pk])


def test_members_see_the_list(owner_client, viewer_client, organization, ready):
    for client in (owner_client, viewer_client):
        response = client.get(list_page(organization))
        assert response.status_code == 200
        assert ready.file_name in response.content.decode()


def test_a_viewer_is_offered_no_form(viewer_client, organization, ready):
    assert create_page(organization) not in viewer_client.get(list_page(organization)).content.decode()


def test_another_organisations_member_gets_404_everywhere(outsider_client, organization, ready):
    assert outsider_client.get(list_page(organization)).status_code == 404
    assert outsider_client.get(download_page(organization, ready)).status_code == 404
    assert outsider_client.post(create_page(organization)).status_code == 404


def test_a_report_is_not_found_under_another_organisation(outsider_client, other_organization, ready):
    assert outsider_client.get(download_page(other_organization, ready)).status_code == 404


def test_a_visitor_is_sent_to_sign_in(anonymous_client, organization, ready):
    for response in (
        anonymous_client.get(list_page(organization)),
        anonymous_client.get(download_page(organization, ready)),
        anonymous_client.post(create_page(organization)),
    ):
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_an_owner_asks_for_a_workbook(owner_client, organization, plan, use_case, woken):
    response = owner_client.post(create_page(organization), {"use_case": use_case.pk, "language": "en"})
    assert response.status_code == 302
    report = ReportFile.objects.get()
    assert (report.language, report.state, report.use_case) == ("en", ReportState.WAITING, use_case)


def test_an_owner_asks_for_all_answers_as_well(owner_client, organization, plan, use_case, woken):
    assert 'name="with_all_answers"' in owner_client.get(list_page(organization)).content.decode()
    wanted = {"use_case": use_case.pk, "language": "ja", "with_all_answers": "on"}
    owner_client.post(create_page(organization), wanted)
    assert ReportFile.objects.get().with_all_answers


def test_a_viewer_may_not_ask(viewer_client, organization, plan, use_case, woken):
    response = viewer_client.post(create_page(organization), {"use_case": use_case.pk, "language": "ja"})
    assert response.status_code == 403
    assert not ReportFile.objects.exists()


def test_a_foreign_use_case_and_an_unknown_language_are_refused(
    outsider_client, other_organization, plan, use_case, woken
):
    where = create_page(other_organization)
    for data in ({"use_case": use_case.pk, "language": "ja"}, {"use_case": use_case.pk, "language": "xx"}):
        assert outsider_client.post(where, data).status_code == 422
    assert not ReportFile.objects.exists()


def test_asking_without_a_cost_plan_says_what_to_do(owner_client, organization, use_case, woken):
    data = {"use_case": use_case.pk, "language": "ja"}
    response = owner_client.post(create_page(organization), data, follow=True)
    assert "先に費用計画を作成してください" in response.content.decode()


def test_the_download_is_an_attachment_with_a_japanese_name(owner_client, organization, ready):
    response = owner_client.get(download_page(organization, ready))
    assert response.status_code == 200
    assert response["Content-Type"] == XLSX
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment;")
    assert ready.file_name in unquote(response["Content-Disposition"])
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert AuditEntry.objects.filter(action="report.downloaded").count() == 1


def test_a_report_that_is_not_ready_cannot_be_downloaded(owner_client, organization, requested):
    assert owner_client.get(download_page(organization, requested)).status_code == 404


def test_the_table_asks_again_while_a_report_is_being_made_and_then_stops(
    owner_client, organization, requested
):
    making = owner_client.get(list_page(organization), headers={"HX-Request": "true"})
    assert making.status_code == 200
    assert 'hx-trigger="every 2s"' in making.content.decode()
    assert "<html" not in making.content.decode()
    ReportFile.objects.update(state=ReportState.FAILED, failure={"ja": "失敗の理由", "en": "the reason"})
    done = owner_client.get(list_page(organization), headers={"HX-Request": "true"})
    assert done.status_code == STOP_POLLING
    assert "hx-trigger" not in done.content.decode()
    assert "失敗の理由" in done.content.decode()


def test_the_list_needs_the_same_number_of_queries_for_one_report_and_for_many(
    owner_client, organization, ready, django_assert_max_num_queries
):
    for _ in range(20):
        ReportFile.objects.create(
            organization=organization, use_case=ready.use_case, plan=ready.plan, language="ja"
        )
    with django_assert_max_num_queries(12):
        owner_client.get(list_page(organization))

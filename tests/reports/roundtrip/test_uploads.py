"""The way back of a workbook: what a manager changed arrives, conflicts are decided, nothing else moves."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from reports.models import WorkbookUpload
from reports.roundtrip.reading import read_workbook
from reports.roundtrip.refusal import WorkbookRefused
from reports.states import UploadState
from reports.uploads import apply_upload, chosen_ranges, drop_upload, effect_of, receive
from reports.workbook.words import SHEET_ASSUMPTIONS
from tco.assumptions import Status
from tco.errors import PlanChanged
from tco.selectors import assumptions_of, plan_results
from tco.services import save_assumptions
from tests.reports.roundtrip.edited import edit

pytestmark = pytest.mark.django_db


def edited(report, changes: dict[str, float]) -> bytes:
    """The report's file with the modes of some inputs typed over, as openpyxl saves it."""
    book = load_workbook(report.file.path)
    for key, value in changes.items():
        place = mode_cell(report, key)
        book[SHEET_ASSUMPTIONS.ja][place] = value
    target = Path(report.file.path).with_name("edited.xlsx")
    book.save(target)
    return target.read_bytes()


def mode_cell(report, key: str) -> str:
    """The cell of an input's mode."""
    low = load_workbook(report.file.path).defined_names[f"in_{key}"].attr_text.split("!")[1].split(":")[0]
    letters, number = low.replace("$", "")[0], low.rpartition("$")[2]
    return f"{chr(ord(letters) + 1)}{number}"


def mode(plan, key: str) -> Decimal:
    return next(value.mode for value in assumptions_of(plan) if value.key == key)


def set_mode(plan, by, key: str, value: str) -> None:
    current = next(one for one in assumptions_of(plan) if one.key == key)
    mode = Decimal(value)
    new = replace(current, low=min(current.low, mode), mode=mode, high=max(current.high, mode))
    save_assumptions(plan, by, [new], "Webで変更", plan.revision)


def test_an_unchanged_workbook_changes_nothing(ready, organization, owner):
    upload = receive(organization, owner, "稟議.xlsx", Path(ready.file.path).read_bytes())
    assert (upload.lines, upload.is_tampered) == ([], False)


def test_every_input_of_a_made_workbook_reads_back_as_it_was(ready, plan):
    found = read_workbook(Path(ready.file.path).read_bytes())
    for value in assumptions_of(plan):
        ends = found.inputs[value.key].values
        assert ends is not None
        assert [float(end) for end in ends] == pytest.approx(
            [float(value.low), float(value.mode), float(value.high)], rel=1e-12
        )


def test_what_the_manager_typed_becomes_a_new_revision_with_the_file_as_its_source(
    ready, plan, organization, owner
):
    npv = plan_results(plan).headline("api").npv_jpy
    upload = receive(organization, owner, "稟議.xlsx", edited(ready, {"fx_jpy_per_usd": 170}))
    chosen = chosen_ranges(upload, {}, {})
    effect = effect_of(plan, chosen)
    assert effect.before_jpy == pytest.approx(npv)
    assert effect.after_jpy is not None
    assert effect.after_jpy < npv
    revision = apply_upload(upload, owner, chosen, upload.server_revision)
    plan.refresh_from_db()
    assert (plan.revision, revision.number) == (2, 2)
    assert mode(plan, "fx_jpy_per_usd") == 170
    changed = next(value for value in assumptions_of(plan) if value.key == "fx_jpy_per_usd")
    assert ("稟議.xlsx" in changed.source.ja, changed.status) == (True, Status.ASSUMPTION)
    upload.refresh_from_db()
    assert (upload.state, upload.applied_revision) == (UploadState.APPLIED, 2)


def test_a_conflict_is_decided_by_a_person_and_the_server_wins_without_a_decision(
    ready, plan, organization, owner
):
    data = edited(ready, {"fx_jpy_per_usd": 151, "users": 250})
    set_mode(plan, owner, "fx_jpy_per_usd", "149")
    set_mode(plan, owner, "tariff_jpy_per_kwh", "31")
    upload = receive(organization, owner, "稟議.xlsx", data)
    fates = {line["key"]: line["fate"] for line in upload.lines}
    assert fates == {"fx_jpy_per_usd": "conflict", "users": "apply", "tariff_jpy_per_kwh": "kept"}
    assert set(chosen_ranges(upload, {}, {})) == {"users"}
    chosen = chosen_ranges(upload, {"fx_jpy_per_usd": "file", "users": "server"}, {})
    apply_upload(upload, owner, chosen, upload.server_revision)
    plan.refresh_from_db()
    keys = ("fx_jpy_per_usd", "users", "tariff_jpy_per_kwh")
    assert [float(mode(plan, key)) for key in keys] == [151, 240, 31]


def test_a_plan_that_moved_on_meanwhile_is_not_overwritten(ready, plan, organization, owner):
    upload = receive(organization, owner, "稟議.xlsx", edited(ready, {"users": 250}))
    set_mode(plan, owner, "users", "260")
    with pytest.raises(PlanChanged):
        apply_upload(upload, owner, chosen_ranges(upload, {}, {}), upload.server_revision)
    plan.refresh_from_db()
    upload.refresh_from_db()
    assert float(mode(plan, "users")) == 260
    assert upload.state == UploadState.OPEN


def test_an_upload_is_decided_once(ready, plan, organization, owner):
    upload = receive(organization, owner, "稟議.xlsx", edited(ready, {"users": 250}))
    drop_upload(upload, owner)
    with pytest.raises(WorkbookRefused):
        apply_upload(upload, owner, chosen_ranges(upload, {}, {}), upload.server_revision)
    plan.refresh_from_db()
    assert plan.revision == 1


def test_the_file_of_another_company_is_refused_like_an_unknown_one(ready, other_organization, outsider):
    with pytest.raises(WorkbookRefused) as refusal:
        receive(other_organization, outsider, "稟議.xlsx", Path(ready.file.path).read_bytes())
    assert refusal.value.code == "foreign"


def test_a_changed_result_is_noticed_although_only_inputs_come_back(ready, organization, owner):
    source = Path(ready.file.path).read_bytes()
    found = read_workbook(source)
    shown = found.outputs["api_npv"]
    assert shown == pytest.approx(plan_results(ready.plan).headline("api").npv_jpy, rel=1e-9)
    book = load_workbook(ready.file.path)
    place = book.defined_names["out_api_npv"].attr_text.split("!")[1].replace("$", "")
    book["_meta"][place] = shown * 1.5
    target = Path(ready.file.path).with_name("tampered.xlsx")
    book.save(target)
    assert receive(organization, owner, "稟議.xlsx", target.read_bytes()).is_tampered


@pytest.mark.office
def test_a_workbook_edited_in_libreoffice_with_inserted_rows_merges_exactly(
    ready, plan, organization, owner, tmp_path
):
    users, fx = mode_cell(ready, "users"), mode_cell(ready, "fx_jpy_per_usd")
    target = tmp_path / "edited.xlsx"
    typed = {users: "=250", fx: "=150*1.04"}
    edit(Path(ready.file.path), target, SHEET_ASSUMPTIONS.ja, typed, insert_at=int(users[1:]) - 2)
    upload = receive(organization, owner, "稟議.xlsx", target.read_bytes())
    taken = {line["key"]: (line["fate"], line["file"][1]) for line in upload.lines}
    assert {key: fate for key, (fate, _mode) in taken.items()} == {
        "users": "apply",
        "fx_jpy_per_usd": "apply",
    }
    assert [float(taken[key][1]) for key in ("users", "fx_jpy_per_usd")] == [250, 156]
    assert not upload.is_tampered


def test_the_pages_show_what_changes_and_take_it_over(ready, plan, organization, owner_client):
    url = reverse("reports:upload_create", args=[organization.slug])
    file = SimpleUploadedFile("稟議.xlsx", edited(ready, {"users": 250}))
    shown = owner_client.post(url, {"file": file}, follow=True)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "対象者数" in page
    assert "250" in page
    upload = WorkbookUpload.objects.get()
    decide = reverse("reports:upload_decide", args=[organization.slug, upload.pk])
    assert owner_client.post(decide, {"users": "file", "apply": "1"}).status_code == 302
    plan.refresh_from_db()
    assert mode(plan, "users") == 250


def test_a_hostile_upload_is_answered_with_a_sentence(ready, organization, owner_client):
    url = reverse("reports:upload_create", args=[organization.slug])
    answer = owner_client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"PKnothing")}, follow=True)
    assert "サーバーの値は変更していません" in answer.content.decode()
    assert not WorkbookUpload.objects.exists()
    assert owner_client.post(url, {}, follow=True).status_code == 200


def test_an_outsider_meets_no_upload(ready, organization, owner, outsider_client):
    upload = receive(organization, owner, "稟議.xlsx", edited(ready, {"users": 250}))
    for name in ("reports:upload_detail", "reports:upload_decide"):
        address = reverse(name, args=[organization.slug, upload.pk])
        assert outsider_client.get(address).status_code in (404, 405)
        assert outsider_client.post(address, {"apply": "1"}).status_code in (404, 405)


@pytest.mark.parametrize("typed", ["nan", "Infinity", "-1e999999999", "abc", ""])
def test_what_is_no_number_is_refused_in_words_and_an_unknown_line_is_passed_over(
    organization, owner, owner_client, plan, typed
):
    lines = [
        {
            "key": key,
            "fate": fate,
            "base": None,
            "server": ["1", "1", "1"],
            "file": None,
            "problem": None,
            "shown": [],
        }
        for key, fate in (("users", "conflict"), ("gone", "unknown"))
    ]
    upload = WorkbookUpload.objects.create(
        organization=organization, plan=plan, name="x.xlsx", base_revision=1, server_revision=1, lines=lines
    )
    page = reverse("reports:upload_decide", args=[organization.slug, upload.pk])
    answer = owner_client.post(page, {"users": "typed", "users_typed": typed, "gone": "typed"})
    assert (answer.status_code, answer.context["problem"] is None) == (422, False)
    plan.refresh_from_db()
    assert plan.revision == 1

"""What the pages of a pilot say and do: from the library to a frozen plan, readings by form and by file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from adoption.content.loader import library
from adoption.models import Deviation, KpiInstance, MeasurementPlan, Observation, ReadingImport
from adoption.pilot_forms import PlanForm
from adoption.pilot_selectors import plan_in_force
from tests.adoption.pilots.planned import cells, definition, frozen, record, today, with_ai


def url(name, use_case, *more):
    return reverse(f"adoption:{name}", args=["kaisha", use_case.pk, *more])


def plan_data(**changed):
    """The plan as a person types it: shares with a percent sign."""
    whole = definition(
        min_effect="20%", kill_number="5%", quality_margin="5%", severe_tolerance="5%", **changed
    )
    data = {name: getattr(whole, name) for name in PlanForm.base_fields}
    return {name: value for name, value in data.items() if value is not None and value is not False}


def test_the_library_shows_formula_direction_pitfall_and_marks_priors_as_assumptions(owner_client, use_case):
    page = owner_client.get(reverse("adoption:kpi_library", args=["kaisha"])).content.decode()
    assert page.count('<li class="card" id="K-') == len(library().kpis.kpis)
    assert "1 - (ai_min + review_min + rework_min)/baseline_min" in page
    assert "低すぎる場合は過信の可能性" in page
    assert page.count("5% – 15% – 35%") == 1


@pytest.mark.parametrize(
    ("asked", "n"), [("family=adoption", 7), ("q=翻訳", 1), ("q=zzz", 0), ("family=x", 0)]
)
def test_the_library_is_filtered(owner_client, use_case, asked, n):
    page = owner_client.get(reverse("adoption:kpi_library", args=["kaisha"]) + f"?{asked}").content.decode()
    assert page.count('<li class="card" id="K-') == n


def test_a_pilot_is_set_up_and_frozen_on_the_pages(owner_client, use_case):
    choose = url("pilot_kpi_choose", use_case)
    primary = {"role": "primary", "start": "20", "start_source": "日報", "target": "14"}
    assert owner_client.post(f"{choose}?kpi=K-D-01", primary).status_code == 302
    assert owner_client.post(f"{choose}?kpi=K-D-07", {"role": "quality_guard"}).status_code == 302
    saved = owner_client.post(url("pilot_plan_edit", use_case), plan_data())
    assert saved.status_code == 302
    assert owner_client.post(url("pilot_plan_freeze", use_case)).status_code == 302
    plan = MeasurementPlan.objects.get()
    page = owner_client.get(url("pilot_detail", use_case)).content.decode()
    assert plan.frozen_sha256 in page
    assert "20%" in page
    assert "/kpis/" not in page.split("<main")[1]  # what the freeze holds is not offered for a change
    assert plan_in_force(use_case).definition.min_effect == 0.2
    text = owner_client.get(url("pilot_plan_text", use_case, 1)).content.decode()
    assert text == plan.frozen_text


def test_a_share_is_entered_in_percent_or_refused_beside_its_field(owner_client, use_case):
    choose = url("pilot_kpi_choose", use_case) + "?kpi=K-D-06"
    refused = owner_client.post(choose, {"role": "secondary", "start": "60", "start_source": "記録"})
    assert refused.status_code == 422
    assert "35%" in str(refused.context["form"].errors["start"])
    owner_client.post(choose, {"role": "secondary", "start": "60%", "start_source": "記録", "target": "0.8"})
    row = KpiInstance.objects.get()
    assert (row.start, row.target) == (0.6, 0.8)
    edit = owner_client.get(reverse("adoption:pilot_kpi_edit", args=["kaisha", row.pk])).content.decode()
    assert 'value="60%"' in edit


def test_a_second_primary_kpi_and_a_wrong_target_are_refused_on_the_page(owner_client, chosen):
    choose = url("pilot_kpi_choose", chosen)
    second = owner_client.post(f"{choose}?kpi=K-D-10", {"role": "primary"})
    assert "主KPIはすでに選ばれています" in second.content.decode()
    wrong = {"role": "secondary", "start": "5", "start_source": "x", "target": "9"}
    assert "下がるほど良い" in owner_client.post(f"{choose}?kpi=K-D-10", wrong).content.decode()
    assert KpiInstance.objects.count() == 2
    assert owner_client.get(f"{choose}?kpi=K-X-99").status_code == 404


def test_contradictory_dates_are_refused_beside_the_date_and_kept_in_the_form(owner_client, chosen):
    data = plan_data(pilot_to=today().replace(year=today().year - 1))
    answer = owner_client.post(url("pilot_plan_edit", chosen), data)
    assert answer.status_code == 422
    assert "試行の終了日が開始日より前です" in str(answer.context["form"].errors["pilot_to"])
    assert "中止して手順書の整備に戻る" in answer.content.decode()
    assert not MeasurementPlan.objects.exists()


def test_a_plan_with_gaps_lists_them_instead_of_freezing(owner_client, chosen):
    owner_client.post(url("pilot_plan_edit", chosen), plan_data(n_planned=12, measured_by=""))
    page = owner_client.get(url("pilot_detail", chosen)).content.decode()
    assert "この標本数では示せません" in page
    answer = owner_client.post(url("pilot_plan_freeze", chosen))
    assert answer.status_code == 422
    assert "誰が測るかを入力してください" in answer.content.decode()
    assert "23件" in answer.content.decode()
    assert plan_in_force(chosen) is None


def test_several_tasks_are_recorded_at_once_and_empty_rows_are_not(owner_client, use_case):
    common = {name: text for name, text in cells().items() if name in ("on", "person")}
    data = {**common, "period": "baseline", "arm": "without"}
    data |= {
        "row-1-key": "T-1",
        "row-1-baseline_minutes": "21.5",
        "row-3-key": "T-3",
        "row-3-baseline_minutes": "19",
    }
    assert owner_client.post(url("pilot_task_add", use_case), data).status_code == 302
    assert list(Observation.objects.values_list("key", "baseline_minutes")) == [("T-1", 21.5), ("T-3", 19)]


def test_a_name_in_place_of_a_code_is_refused_and_what_was_typed_stays(owner_client, use_case):
    data = {"on": cells()["on"], "person": "佐藤 健", "period": "baseline", "arm": "without"}
    data |= {"row-1-key": "T-1", "row-1-baseline_minutes": "21.5"}
    answer = owner_client.post(url("pilot_task_add", use_case), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "氏名は書かず" in page
    assert 'value="21.5"' in page
    assert not Observation.objects.exists()
    assert owner_client.post(url("pilot_task_add", use_case), {}).status_code == 422


def test_the_list_shows_a_correction_beside_what_it_replaced(owner_client, use_case):
    record(use_case, cells("T-1", baseline_minutes="200"))
    row = Observation.objects.get()
    address = reverse("adoption:pilot_task_correct", args=["kaisha", row.pk])
    form = owner_client.get(address).context["form"]
    data = {name: form.initial.get(name, "") for name in form.fields}
    assert owner_client.post(address, {**data, "baseline_minutes": "20", "reason": ""}).status_code == 422
    done = owner_client.post(address, {**data, "baseline_minutes": "20", "reason": "桁の間違い"})
    assert done.status_code == 302
    page = owner_client.get(url("pilot_reading_list", use_case)).content.decode()
    assert "桁の間違い" in page
    assert "200" not in page.split("<main")[1].split("</main>")[0].replace("2000", "")
    assert "200" in owner_client.get(url("pilot_reading_list", use_case) + "?replaced=1").content.decode()


def test_a_file_shows_the_fate_of_every_row_before_anything_is_recorded(owner_client, use_case):
    template = owner_client.get(url("pilot_template", use_case) + "?kind=tasks").content
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    places = {cell.value: at for at, cell in enumerate(sheet[1], start=1)}
    for number, person in ((3, "P01"), (4, "山田")):
        filled = {"作業番号": f"T-{number}", "日付": cells()["on"], "時期": "ベースライン"}
        filled |= {"AIの利用": "AIなし", "担当者の記号": person, "AIなしの時間(分)": "20"}
        for header, text in filled.items():
            sheet.cell(number, places[header], text)
    buffer = io.BytesIO()
    book.save(buffer)
    upload = SimpleUploadedFile("測定.xlsx", buffer.getvalue())
    answer = owner_client.post(url("pilot_import", use_case), {"kind": "tasks", "file": upload}, follow=True)
    page = answer.content.decode()
    states = {fate.number: fate.state for fate in answer.context["checked"].fates}
    assert states == {2: "example", 3: "new", 4: "wrong"}
    assert "氏名は書かず" in page
    take = reverse("adoption:pilot_import_take", args=["kaisha", ReadingImport.objects.get().pk])
    assert take not in page
    owner_client.post(take)
    assert not Observation.objects.exists()


def test_a_good_file_is_recorded_after_the_look(owner_client, use_case):
    text = "作業番号,日付,時期,AIの利用,担当者の記号,AIなしの時間(分)\r\n" + "\r\n".join(
        f"T-{at},{cells()['on']},ベースライン,AIなし,P01,20" for at in range(3)
    )
    upload = SimpleUploadedFile("測定.csv", text.encode("cp932"))
    answer = owner_client.post(url("pilot_import", use_case), {"kind": "tasks", "file": upload}, follow=True)
    assert not Observation.objects.exists()
    take = reverse("adoption:pilot_import_take", args=["kaisha", ReadingImport.objects.get().pk])
    assert take in answer.content.decode()
    owner_client.post(take)
    assert Observation.objects.count() == 3


def test_a_hostile_upload_is_refused_on_the_page(owner_client, use_case):
    upload = SimpleUploadedFile("x.xlsx", b"PK\x03\x04")
    answer = owner_client.post(url("pilot_import", use_case), {"kind": "tasks", "file": upload})
    assert answer.status_code == 422
    assert "何も取り込んでいません" in answer.content.decode()


def test_the_log_is_written_on_its_page(owner_client, use_case, owner):
    frozen(use_case, owner)
    entry = {
        "kind": "dropout",
        "on": today().isoformat(),
        "what": "<b>P03が抜けた</b>",
        "why": "異動",
        "effect": "1組減",
    }
    assert owner_client.post(url("pilot_deviations", use_case), {**entry, "why": ""}).status_code == 422
    assert owner_client.post(url("pilot_deviations", use_case), entry).status_code == 302
    page = owner_client.get(url("pilot_deviations", use_case)).content.decode()
    assert "&lt;b&gt;P03が抜けた" in page
    assert Deviation.objects.count() == 1


def test_the_pilot_page_asks_the_same_queries_however_much_was_measured(
    owner_client, use_case, owner, django_assert_max_num_queries
):
    frozen(use_case, owner)
    record(use_case, *(with_ai(f"T-{at}") for at in range(40)))
    with django_assert_max_num_queries(25):
        owner_client.get(url("pilot_detail", use_case))


def test_figures_of_another_tool_are_recorded_with_their_document(owner_client, use_case):
    address = url("pilot_elsewhere", use_case)
    form = owner_client.get(address).context["form"]
    field = next(name for name, fact in form.names.items() if str(fact) == "ev('baseline').n")
    assert owner_client.post(address, {field: "40", "source_text": "3頁"}).status_code == 422
    assert (
        owner_client.post(address, {field: "40", "source_text": "3頁", "document": "報告書 R-7"}).status_code
        == 302
    )
    gate = reverse("adoption:gate_detail", args=["kaisha", use_case.pk, "G1"])
    assert "報告書 R-7" in owner_client.get(gate).content.decode()

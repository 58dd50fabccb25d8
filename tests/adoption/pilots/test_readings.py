"""Readings: what is taken, what is left, what is refused, and how a mistake is corrected."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook

from adoption.errors import PilotRefused
from adoption.models import KpiReading, Observation, ReadingImport
from adoption.pilot_checking import check_rows
from adoption.pilot_selectors import current_observations, plan_in_force
from adoption.pilots.files import template_csv, template_xlsx
from adoption.services.pilots_imports import check_file, rows_of, take_import
from adoption.services.pilots_kpis import KpiDraft, change_kpi, choose_kpi
from adoption.services.pilots_plans import start_new_version
from adoption.services.pilots_readings import RowsRefused, correct_task, correct_value
from tests.adoption.pilots.planned import cells, frozen, keys, record, today, with_ai

HEADER = "作業番号,日付,時期,AIの利用,担当者の記号,AIなしの時間(分)"


def csv_of(*rows: str) -> bytes:
    return ("\ufeff" + "\r\n".join((HEADER, *rows))).encode()


def line(key="T-1", person="P01", minutes="20") -> str:
    return f"{key},{cells()['on']},ベースライン,AIなし,{person},{minutes}"


def refusal_of(use_case, row, kind="tasks") -> str:
    with pytest.raises(RowsRefused) as refused:
        record(use_case, row, kind=kind)
    return " ".join(problem.message.ja for problem in refused.value.rows[0].problems)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"person": "山田太郎"}, "氏名は書かず"),
        ({"person": "taro@example.jp"}, "氏名は書かず"),
        ({"baseline_minutes": "-1"}, "0から"),
        ({"baseline_minutes": "nan"}, "0から"),
        ({"baseline_minutes": "0"}, "0分の作業"),
        ({"baseline_minutes": None}, "時間も判定もない"),
        ({"on": "2026-02-30"}, "日付ではありません"),
        ({"on": (today() + timedelta(days=1)).isoformat()}, "日付が未来"),
        ({"arm": "AIあり", "prompt_minutes": "5"}, "ベースラインはAIなし"),
        ({"period": "試行"}, "凍結されるまで"),
        ({"period": "{x}"}, "使えません"),
        ({"plan": "abcdef012345"}, "別の計画"),
        ({"key": None}, "入力してください"),
        ({"key": "K" * 61}, "60文字まで"),
    ],
)
def test_a_wrong_reading_is_refused_with_its_reason_and_nothing_is_saved(use_case, changed, said):
    assert said in refusal_of(use_case, cells(**changed))
    assert not Observation.objects.exists()


def test_net_minutes_need_all_four_parts_and_zero_is_not_unknown(use_case, owner):
    frozen(use_case, owner)
    assert "4つがそろわないと" in refusal_of(use_case, with_ai(review_minutes=None))
    assert "合計が0分" in refusal_of(
        use_case, with_ai(prompt_minutes="0", review_minutes="0", rework_minutes="0")
    )
    record(use_case, with_ai())
    assert Observation.objects.get().net_minutes == 12


def test_one_wrong_row_keeps_all_rows_out(use_case):
    with pytest.raises(RowsRefused) as refused:
        record(use_case, cells("T-1"), cells("T-2", person="佐藤"), cells("T-3"))
    assert [fate.number for fate in refused.value.rows] == [3]
    assert keys(use_case) == []


def test_a_known_number_is_left_as_it_is_and_said(use_case):
    record(use_case, cells("T-1"))
    done = record(use_case, cells("T-1"), cells("T-2"), cells("T-2"))
    assert (done.recorded, done.ignored) == (1, 2)
    assert keys(use_case) == ["T-1", "T-2"]


def test_readings_of_the_pilot_lie_within_the_frozen_dates_and_name_their_plan(use_case, owner):
    frozen(use_case, owner)
    force = plan_in_force(use_case)
    record(use_case, with_ai("T-1", plan=force.short_hash))
    assert Observation.objects.get().plan_id == force.id
    assert "ベースラインになりません" in refusal_of(use_case, cells("T-2", on=today().isoformat()))
    early = (today() - timedelta(days=1)).isoformat()
    assert "試行期間" in refusal_of(use_case, {**with_ai("T-3"), "on": early})
    assert "別の計画" in refusal_of(use_case, with_ai("T-4", plan="0" * 12))


def test_readings_of_a_definition_that_moved_on_after_the_freeze_are_refused(use_case, owner):
    own = KpiDraft("secondary", name="段取り", unit="min", formula="setup_min", direction="down")
    kpi = choose_kpi(use_case, "", own, owner)
    choose_kpi(use_case, "K-D-01", KpiDraft("primary", 20, "日報", 14), owner)
    choose_kpi(use_case, "K-D-07", KpiDraft("quality_guard"), owner)
    frozen(use_case, owner)
    start_new_version(use_case, "単位を変える", owner)
    changed = KpiDraft("secondary", name="段取り", unit="h", formula="setup_min", direction="down")
    change_kpi(kpi, changed, owner)
    choose_kpi(use_case, "K-A-01", KpiDraft("secondary"), owner)
    row = {"key": "1", "on": cells()["on"], "period": "ベースライン", "value": "1"}
    assert "凍結した後に変わりました" in refusal_of(use_case, {**row, "kpi": "段取り"}, "values")
    assert "凍結した計画にありません" in refusal_of(use_case, {**row, "kpi": "K-A-01"}, "values")
    assert not KpiReading.objects.exists()


def test_a_kpi_value_is_computed_from_its_named_inputs(chosen):
    row = {
        "key": "1",
        "kpi": "K-D-07",
        "on": cells()["on"],
        "period": "baseline",
        "inputs": "errors=3; outputs=120",
    }
    record(chosen, {**row, "value": "2.5"}, {**row, "key": "2"}, kind="values")
    assert list(KpiReading.objects.values_list("value", flat=True)) == [2.5, 2.5]
    assert KpiReading.objects.first().inputs == {"errors": 3, "outputs": 120}
    assert "計算(2.5)と合いません" in refusal_of(chosen, {**row, "key": "3", "value": "3"}, "values")
    assert "読めません" in refusal_of(chosen, {**row, "key": "3", "inputs": "mistakes=3"}, "values")
    assert "計算できません" in refusal_of(
        chosen, {**row, "key": "3", "inputs": "errors=3; outputs=0"}, "values"
    )
    assert "選んだKPIにありません" in refusal_of(chosen, {**row, "kpi": "K-D-99"}, "values")


def test_a_correction_is_a_new_row_with_its_reason_and_only_the_newest_counts(use_case, owner):
    record(use_case, cells("T-1", baseline_minutes="200"))
    row = Observation.objects.get()
    with pytest.raises(PilotRefused, match="Enter why"):
        correct_task(row, cells(baseline_minutes="20"), " ", owner)
    made = correct_task(row, cells(baseline_minutes="20"), "桁の間違い", owner)
    assert (made.supersedes, made.reason, Observation.objects.count()) == (row, "桁の間違い", 2)
    assert list(current_observations(use_case)) == [made]
    with pytest.raises(PilotRefused, match="corrected already"):
        correct_task(row, cells(), "もう一度", owner)
    assert record(use_case, cells("T-1")).ignored == 1


def test_a_kpi_value_is_corrected_the_same_way(chosen, owner):
    row = {"key": "1", "kpi": "K-D-07", "on": cells()["on"], "period": "baseline", "value": "3"}
    record(chosen, row, kind="values")
    made = correct_value(KpiReading.objects.get(), {**row, "value": "2"}, "集計漏れ", owner)
    assert (made.value, made.supersedes.value) == (2, 3)


def test_a_file_is_checked_first_and_taken_once(use_case, owner):
    checked = check_file(use_case, "tasks", "測定.csv", csv_of(line("T-1"), line("T-2")), owner)
    assert keys(use_case) == []
    assert take_import(checked, owner).recorded == 2
    assert Observation.objects.first().imported == checked
    with pytest.raises(PilotRefused, match="already"):
        take_import(checked, owner)
    again = check_file(use_case, "tasks", "測定.csv", csv_of(line("T-1", minutes="21"), line("T-2")), owner)
    states = [fate.state for fate in check_rows(use_case, "tasks", rows_of(again)).fates]
    assert states == ["changed", "stored"]


def test_a_file_with_one_wrong_row_cannot_be_taken(use_case, owner):
    made = check_file(use_case, "tasks", "測定.csv", csv_of(line("T-1"), line("T-2", person="佐藤")), owner)
    with pytest.raises(RowsRefused):
        take_import(made, owner)
    assert keys(use_case) == []
    made.refresh_from_db()
    assert made.taken_at is None
    assert "佐藤" not in str(made.rows)  # a name that stood in place of a code is not kept


@pytest.mark.parametrize("kind", ["tasks", "values"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_templates_open_in_excel_and_their_example_is_not_taken(use_case, owner, kind, language):
    csv, xlsx = template_csv(kind, language), template_xlsx(kind, language)
    assert csv.startswith("\ufeff".encode())
    book = load_workbook(io.BytesIO(xlsx))
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    for name, data in (("t.csv", csv), ("t.xlsx", xlsx)):
        checked = check_rows(use_case, kind, rows_of(check_file(use_case, kind, name, data, owner)))
        assert [fate.state for fate in checked.fates] == ["example"]


def hostile() -> list[tuple[str, bytes]]:
    book = Workbook()
    book.active.append(["=cmd|'/c calc'!A1"])
    buffer = io.BytesIO()
    book.save(buffer)
    return [
        ("empty.csv", b""),
        ("名簿.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"PK\x03\x04 no archive"),
        ("a.csv", b"PK\x03\x04 an archive under another name"),
        ("a.xlsm", buffer.getvalue()),
        ("formula.xlsx", buffer.getvalue()),
        ("header-only.csv", csv_of()),
        ("no-header.csv", b"a,b\r\n1,2"),
        ("large.csv", b"x" * (5 * 2**20 + 1)),
        ("binary.csv", bytes(range(256))),
    ]


@pytest.mark.parametrize(("name", "data"), hostile(), ids=[name for name, _ in hostile()])
def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_is_kept(use_case, owner, name, data):
    with pytest.raises(PilotRefused) as refused:
        check_file(use_case, "tasks", name, data, owner)
    assert "何も取り込んでいません" in refused.value.message.ja
    assert not ReadingImport.objects.exists()


def test_a_formula_in_a_cell_is_never_run_and_is_no_pseudonym(use_case, owner):
    made = check_file(use_case, "tasks", "a.csv", csv_of(line(person="=HYPERLINK(1)")), owner)
    fate = check_rows(use_case, "tasks", rows_of(made)).fates[0]
    assert (fate.state, fate.problems[0].field) == ("wrong", "person")

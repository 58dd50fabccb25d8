"""The sheet of all answers: each of them once, as text, in memory that does not grow with their number."""

import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evaluations.metrics.perturbation import KINDS
from evaluations.models import Answer, RunCandidate, Score
from evaluations.selectors import run_summary
from evaluations.states import AnswerState
from reports import collect as collecting
from reports.answer_lines import all_answers
from reports.collect import evaluation_part
from reports.contents import AllAnswers, AnswerLine
from reports.roundtrip.sandbox import read_safely
from reports.services import build_report, request_report
from reports.workbook.build import build_workbook, ignore_progress
from reports.workbook.sheets import all_answers as drawing
from reports.workbook.sheets.all_answers import parts_of, pour_all_answers
from reports.workbook.words import SHEET_ALL_ANSWERS, SHEET_ANSWERS
from tests.reports.sample import sample_report

AWKWARD = (
    '=HYPERLINK("http://evil","x")',
    "+1",
    "@SUM(A1)",
    "  空白 \n改行",
    "<b>&amp;</b>",
    "_x0041_😀",
    "a\x01b",
)


def line(number: int, answer: str = "3か月ごと") -> AnswerLine:
    return AnswerLine(
        f"Q{number}", "周期は？", "1回目", "3か月", "severe", "候補A", answer, "回答済み", True, 0.5,
        "要領書 p.1", 420, 9, 1.4, None,
    )  # fmt: skip


def report_with(lines: list[AnswerLine]):
    report = sample_report("ja")
    assert report.evaluation
    answers = AllAnswers(len(lines), lambda: iter(lines))
    return replace(report, evaluation=replace(report.evaluation, all_answers=answers))


def rows_of(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(load_workbook(path, read_only=True)[sheet].iter_rows(min_row=5, values_only=True))


def test_awkward_answers_stay_text_and_unknown_figures_stay_blank(tmp_path):
    path = tmp_path / "a.xlsx"
    build_workbook(report_with([line(n, text) for n, text in enumerate(AWKWARD)]), path)
    sheet = load_workbook(path)[SHEET_ALL_ANSWERS.ja]
    for row, text in enumerate(AWKWARD, start=5):
        cell = sheet.cell(row, 7)
        shown = text.replace("\x01", "").replace("_x0041_", "_x005F_x0041_")
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", shown, None)
        assert cell.quotePrefix
        assert sheet.cell(row, 15).value is None
        assert sheet.cell(row, 10).number_format == "#,##0.00"  # a dash would hide a measured 0
    assert sheet.cell(5, 5).value == "重大"
    assert sheet.auto_filter.ref == f"A4:O{4 + len(AWKWARD)}"
    assert sheet.freeze_panes == "A5"
    assert sheet.max_row == 4 + len(AWKWARD)


def test_more_answers_than_a_sheet_has_rows_go_on_on_the_next_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_ANSWERS", 40)
    path = tmp_path / "a.xlsx"
    build_workbook(report_with([line(n) for n in range(100)]), path)
    keys = [
        [row[0] for row in rows_of(path, title)]
        for title in ("すべての回答", "すべての回答 2", "すべての回答 3")
    ]
    assert [len(found) for found in keys] == [40, 40, 20]
    assert [key for found in keys for key in found] == [f"Q{n}" for n in range(100)]


def test_excels_own_limit_decides_the_number_of_sheets():
    counts = (0, 1, 1_048_572, 1_048_573)
    assert [len(parts_of(AllAnswers(count, lambda: iter(())))) for count in counts] == [1, 1, 1, 2]


def test_a_matrix_of_the_first_questions_says_how_many_there_are(tmp_path):
    report = sample_report("ja", n_items=1_200)
    path = tmp_path / "a.xlsx"
    build_workbook(report, path)
    shown = [
        str(value) for row in load_workbook(path)[SHEET_ANSWERS.ja]["A1:A4"] for value in (row[0].value,)
    ]
    assert any("全1,200問のうち、初めの63問" in text for text in shown)


# --- from the database


def add_repeats(run, repeats: int) -> None:
    """Every candidate answers every question `repeats` times more."""
    made = []
    for place in RunCandidate.objects.filter(run=run):
        for item in run.test_set.items.all():
            made += [
                Answer(
                    run_candidate=place,
                    item=item,
                    repeat=n,
                    state=AnswerState.DONE,
                    text=f"{n}回目です。" * 20,
                )
                for n in range(1, repeats + 1)
            ]
    answers = Answer.objects.bulk_create(made)
    verdict = {"version": "S1", "exact": True, "critical_pass": True, "char_f1": 0.5, "abstained": False}
    Score.objects.bulk_create([Score(answer=answer, passed=True, **verdict) for answer in answers])


@pytest.mark.django_db
def test_every_repeat_and_variant_of_every_candidate_is_listed_with_what_it_cites(run):
    place = run.run_candidates.get(ordinal=0)
    item = run.test_set.items.get(number=2)
    first = Answer.objects.get(run_candidate=place, item=item)
    Answer.objects.filter(pk=first.pk).update(text="許容温度は80℃以下です。[2]", cost_microyen=1_500_000)
    Answer.objects.create(run_candidate=place, item=item, repeat=1, state=AnswerState.PENDING)
    Answer.objects.create(
        run_candidate=place, item=item, perturbation=next(iter(KINDS)), state=AnswerState.PENDING
    )
    answers = all_answers(run, "ja")
    lines = list(answers.lines())
    assert answers.count == len(lines) == Answer.objects.count() == 10
    plain, again, noisy = (
        one for one in lines if one.key == item.key and one.candidate == place.candidate.name
    )
    assert (plain.cited, plain.yen, plain.expected) == ("保全要領書.pdf p.2", 1.5, "80 ℃")
    assert (plain.variant, again.variant) == ("1回目", "2回目")
    assert noisy.variant == next(iter(KINDS.values())).ja
    assert (again.passed, again.char_f1, again.yen, again.seconds) == (None, None, None, None)
    failed = next(one for one in lines if "時間内に応答がありませんでした" in one.state)
    assert failed.passed is None
    # Read anew, the same again.
    assert list(answers.lines()) == lines


@pytest.mark.django_db
def test_noise_and_repeats_do_not_replace_the_plain_answer_in_the_matrix(run):
    place = run.run_candidates.get(ordinal=0)
    item = run.test_set.items.get(number=1)
    Answer.objects.create(
        run_candidate=place,
        item=item,
        perturbation=next(iter(KINDS)),
        state=AnswerState.DONE,
        text="別の回答",
    )
    part = evaluation_part(run, "ja")
    assert part.items[0].answers[0].answer == "3か月ごと"
    assert part.all_answers is None


@pytest.mark.django_db
def test_only_the_first_questions_are_collected_for_the_matrix(run, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_ITEMS", 3)
    part = evaluation_part(run, "ja")
    assert [item.key for item in part.items] == ["Q01", "Q02", "Q03"]
    assert part.summary.n_items == 4


@pytest.mark.django_db
def test_the_wish_reaches_the_file(plan, run, use_case, owner, woken, media):
    report = request_report(use_case, owner, "ja", run=run, plan=plan, with_all_answers=True)
    build_report(report.pk)
    report.refresh_from_db()
    assert report.is_ready, report.failure
    rows = rows_of(Path(report.file.path), SHEET_ALL_ANSWERS.ja)
    assert len(rows) == 8
    assert rows[1][6] == "毎月です。<script>alert(1)</script>"
    # It is still a workbook that may come back.
    assert read_safely(Path(report.file.path).read_bytes())


@pytest.mark.django_db
def test_without_the_wish_there_is_no_such_sheet(ready):
    assert SHEET_ALL_ANSWERS.ja not in load_workbook(ready.file.path, read_only=True).sheetnames


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_answers(run, tmp_path, monkeypatch):
    """Collecting and pouring: the drawing of the other sheets has no answers in it."""
    drawn = tmp_path / "drawn.xlsx"
    with monkeypatch.context() as patched:
        patched.setattr("reports.workbook.build.pour_all_answers", lambda *_: None)
        build_workbook(report_with([]), drawn)
    peaks = []
    for more in (300, 1_200):
        Answer.objects.filter(repeat__gt=0).delete()
        add_repeats(run, more)
        run_summary(run)  # kept in the cache from here on
        path = Path(shutil.copy(drawn, tmp_path / f"{more}.xlsx"))
        tracemalloc.start()
        answers = evaluation_part(run, "ja", with_all_answers=True).all_answers
        assert answers
        pour_all_answers(path, "ja", answers, ignore_progress)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(rows_of(path, SHEET_ALL_ANSWERS.ja)) == 8 * (more + 1)
    assert peaks[1] < 1.2 * peaks[0]

"""What the programme's sheets say, and what they must never say."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from language.text import Text
from reports.programme import Programme
from reports.programme.missing import TITLES, made_sheets, missing_of, open_points_of
from reports.programme.pilots import Change
from reports.programme.risks import Exposure
from reports.programme.rules import CompanySize, SubsidyPart
from reports.programme.structure import StructurePart
from reports.programme.vendors import VendorPart
from reports.programme_sources import programme_sources
from reports.workbook.time_slots import slots_of
from tests.reports.office import convert, page_count, page_text
from tests.reports.programme.drawn import draw, shown, with_words
from tests.reports.programme.sample import sample_programme

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
HOSTILE = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def path(tmp_path_factory, language):
    return tmp_path_factory.mktemp("programme") / f"{language}.xlsx"


@pytest.fixture(scope="module")
def book(path, language):
    return draw(sample_programme(), path, language)


def test_every_sheet_prints_on_a4_landscape_with_its_classification(book, language):
    assert book.sheetnames == [title.in_(language) for title in TITLES.values()]
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert {"ja": "社外秘", "en": "Confidential"}[language] in sheet.oddHeader.left.text
        assert sheet.print_area
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_sheets_hold_no_formula_whatever_people_wrote(tmp_path, language):
    hostile = with_words(sample_programme(), lambda _: HOSTILE)
    book = draw(hostile, tmp_path / "hostile.xlsx", language)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    # The one formula of these sheets is a heading with the unit of amounts.
    assert [cell for cell in cells if cell.data_type == "f" and "amount_unit" not in str(cell.value)] == []
    assert not [cell for cell in cells if cell.hyperlink]
    written = [cell for cell in cells if cell.value == HOSTILE]
    assert len(written) > 60
    assert all(cell.quotePrefix for cell in written)


def test_the_english_file_has_no_japanese_but_what_people_wrote(tmp_path):
    book = draw(with_words(sample_programme(), lambda _: "x"), tmp_path / "en.xlsx", "en")
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [text for text in texts if JAPANESE.search(text)] == []


def test_charts_carry_their_numbers_and_a_description(book, path):
    assert book.sheetnames
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
    assert len(charts) == 2
    assert all("<c:numCache>" in chart and "<c:strCache>" in chart for chart in charts)
    assert sum(drawing.count("descr=") for drawing in drawings) == 2


# --- a sheet is there only with content


def test_without_content_every_sheet_says_what_is_missing():
    empty = Programme()
    assert list(made_sheets(empty)) == []
    words = {number: missing_of(empty, number) for number in TITLES}
    assert "凍結" in words[9].ja
    assert "リスク登録簿が空" in words[12].ja
    assert all(one and one.ja and one.en for one in words.values())


def test_a_sheet_that_is_there_still_says_what_it_leaves_open():
    programme = sample_programme()
    words = {number: open_points_of(programme, number) for number in TITLES}
    assert words[9].ja == "参考値: 技術文書検索 PoC（保全課・2ライン）"
    assert words[11].ja == "未解決の必須項目 2件"
    assert words[12].ja == "責任者または対策後の評価が未確認 2件"
    assert words[13].ja == "運用準備の必須項目の残り 2件"
    assert words[14] is None
    assert words[15].en == "requirements not decided: 1"
    assert words[17].en == "waiting for an answer: 1"
    assert [open_points_of(Programme(), number) for number in TITLES] == [None] * 8


def test_a_pilot_without_measurements_names_what_is_missing():
    pilot = sample_programme().pilots[0]
    unmeasured = tuple(replace(one, after=None, change=None) for one in pilot.results)
    frozen = replace(pilot, results=unmeasured)
    assert "測定値がありません: 技術文書検索 PoC" in missing_of(Programme(pilots=(frozen,)), 9).ja
    unfrozen = replace(frozen, plan_sha256="")
    assert "凍結されていません: 技術文書検索 PoC" in missing_of(Programme(pilots=(unfrozen,)), 9).ja


def test_subsidies_are_not_judged_without_the_size_of_the_company():
    part = sample_programme().subsidies
    unknown = SubsidyPart(CompanySize(None, None, None), part.notes)
    assert "従業員数・資本金" in missing_of(Programme(subsidies=unknown), 16).ja


def test_readiness_that_nobody_checked_makes_no_sheet():
    part = sample_programme().structure
    unknown = tuple(replace(one, status="unknown") for one in part.readiness)
    structure = StructurePart((), part.raci, unknown, ())
    assert missing_of(Programme(structure=structure), 13) is not None


# --- pilots


def test_what_was_not_measured_is_unknown_and_never_zero(book, language):
    sheet = book[TITLES[9].in_(language)]
    defects = {"ja": "品質不良の流出", "en": "Escaped defects"}[language]
    row = next(line for line in sheet.iter_rows() if line[0].value == defects)
    unknown = {"ja": "未確認", "en": "not confirmed"}[language]
    assert [row[at].value for at in (4, 7, 8, 9, 10, 12, 13, 14)] == [unknown] * 8


def test_a_short_sample_stamps_the_sheet_and_says_why(book, language):
    texts = shown(book, 9, language)
    assert texts[1] == {"ja": "参考値", "en": "Indicative"}[language]
    assert any(
        {"ja": "標本数が計画に足りません", "en": "fewer were measured"}[language] in text for text in texts
    )


def test_a_pilot_is_firm_only_with_a_frozen_plan_and_every_planned_sample():
    pilot = sample_programme().pilots[0]
    firm = tuple(replace(one, is_firm=True) for one in pilot.results)
    assert replace(pilot, results=firm).is_firm
    assert not pilot.is_firm
    assert not replace(pilot, results=firm, plan_sha256="").is_firm
    assert not replace(pilot, results=()).is_firm


def test_a_pilot_whose_plan_was_not_frozen_cannot_claim_to_have_kept_it(tmp_path):
    pilot = replace(sample_programme().pilots[0], plan_sha256="", frozen_on=None, deviations=())
    texts = shown(draw(Programme(pilots=(pilot,)), tmp_path / "p.xlsx"), 9)
    assert any("逸脱の有無は判断できません" in text for text in texts)


def test_a_change_of_a_negative_baseline_keeps_its_ends_in_order():
    change = Change(5.0, 2.0, 8.0, is_relative=False).relative_to(-10.0)
    assert change is not None
    assert (change.low, change.value, change.high) == (-0.8, -0.5, -0.2)
    assert Change(5.0, 2.0, 8.0, is_relative=False).relative_to(0.0) is None


# --- suppliers


def test_an_unknown_or_refused_must_blocks_going_live(book, language):
    sheet = book[TITLES[11].in_(language)]
    verdict = {line[0].value: line[9].value for line in sheet.iter_rows(max_row=10)}
    blocked, met = {
        "ja": ("本番利用は不可", "必須を満たす"),
        "en": ("blocks going live", "musts met"),
    }[language]
    assert verdict["文書検索（API）"] == blocked
    assert verdict["翻訳SaaS"] == blocked
    assert verdict["文書検索（自社GPU）"] == met
    assert verdict["要約（検討中）"] in ("未確認", "not confirmed")


def test_a_price_holds_until_the_next_one_and_has_none_before_the_first(tmp_path):
    sheet = draw(Programme(vendors=sample_programme().vendors), tmp_path / "v.xlsx")[TITLES[11].ja]
    head = next(
        line for line in sheet.iter_rows() if line[4].value == "日付" and line[5].value == "DeepSeek-V3"
    )
    lines = [[sheet.cell(head[4].row + step, column).value for column in (5, 6, 7)] for step in range(1, 5)]
    assert lines == [
        ["2024-12-26", 0.28, None],
        ["2025-02-09", 1.1, None],
        ["2025-04-14", 1.1, 8],
        ["2026-08-01", 1.1, 6.4],
    ]


def test_without_history_the_sheet_says_so(tmp_path):
    part = replace(sample_programme().vendors, prices=(), events=())
    texts = shown(draw(Programme(vendors=part), tmp_path / "v.xlsx"), 11)
    assert "価格の履歴が記録されていません。" in texts
    assert missing_of(Programme(vendors=VendorPart()), 11) is not None


def test_an_estimate_of_days_is_never_called_measured(book, language):
    sheet = book[TITLES[11].in_(language)]
    days = {row[0].value: [row[3].value, row[4].value, row[7].value] for row in sheet.iter_rows()}
    drilled, estimated = {"ja": ("訓練で実測", "見積"), "en": ("measured in a drill", "estimate")}[language]
    unknown = {"ja": "未確認", "en": "not confirmed"}[language]
    assert days["文書検索AI"] == [6.5, drilled, {"ja": "達成", "en": "Met"}[language]]
    assert days["要約AI"] == [30, estimated, unknown]


# --- risks


def test_every_rated_risk_stands_once_on_each_map(book, language):
    sheet = book[TITLES[12].in_(language)]
    maps = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows(min_row=6, max_row=10)]
    for columns in (slice(0, 11), slice(13, 24)):
        names = " ".join(text for line in maps for text in line[columns] if text.startswith("R")).split()
        assert sorted(names) == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert maps[0][7] == "R1"
    assert Exposure(4, 5).level == 20


def test_a_risk_that_nobody_rated_comes_first_and_one_without_owner_is_named(book, language):
    sheet = book[TITLES[12].in_(language)]
    rows = [line for line in sheet.iter_rows(min_row=12) if re.fullmatch(r"R\d", str(line[0].value))]
    assert rows[0][0].value == "R7"
    assert rows[0][14].value in ("未定", "nobody yet")


# --- people


def test_an_activity_without_exactly_one_accountable_role_is_named(book, language):
    texts = shown(book, 13, language)
    fault = {"ja": "A（最終責任）が1役割に決まっていない業務", "en": "Not exactly one role answers for"}[
        language
    ]
    assert [text for text in texts if text.startswith(fault)]


def test_unchecked_items_do_not_count_as_ready(book, language):
    title = next(text for text in shown(book, 13, language) if "50%" in text)
    assert {"ja": "2 / 4 項目、必須 1 / 3", "en": "2 of 4 items, musts 1 of 3"}[language] in title


def test_a_track_of_unknown_cost_is_left_out_of_the_total_and_said_so(book, language):
    texts = shown(book, 13, language)
    assert {"ja": "費用の合計（1コースは費用未確認のため含みません）"}.get(
        language, "Total cost (without tracks of unknown cost: 1)"
    ) in texts
    assert "420000" in texts


def test_a_stop_that_nobody_may_pull_is_said(book, language, tmp_path):
    assert "設備制御室の端末" in shown(book, 13, language)
    part = replace(sample_programme().structure, stop=None)
    texts = shown(draw(Programme(structure=part), tmp_path / "s.xlsx", language), 13, language)
    assert {"ja": "止める人が決まっていません。", "en": "Nobody is named who may stop it."}[language] in texts


# --- dates


def test_a_bar_fills_the_months_it_touches(book, language):
    sheet = book[TITLES[14].in_(language)]
    row = next(line for line in sheet.iter_rows() if line[0].value == "技術文書検索 PoC")
    marks = [at for at, cell in enumerate(row[3:]) if cell.value]
    assert marks == [1, 2]
    assert row[4].value == "✓"


def test_a_long_programme_is_shown_in_quarters():
    slots = slots_of(date(2026, 2, 10), date(2031, 3, 31))
    assert len(slots) == 24
    assert (slots[0].first, slots[0].last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert all(one.last < two.first for one, two in pairwise(slots))


def test_a_decision_whose_evidence_changed_asks_to_be_confirmed(book, language):
    again = {"ja": "条件付きで進む（要再確認）", "en": "Conditional go (confirm again)"}[language]
    assert again in shown(book, 14, language)


# --- rules, money, approvals


def test_what_does_not_apply_has_no_state_and_what_is_undecided_is_counted(book, language):
    texts = shown(book, 15, language)
    assert any({"ja": "適用可否が未判断 1件", "en": "undecided: 1"}[language] in text for text in texts)
    sheet = book[TITLES[15].in_(language)]
    row = next(line for line in sheet.iter_rows() if line[0].value == "APPI-2")
    assert row[5].value == "–"


def test_the_notes_on_money_send_the_reader_to_those_who_know(book, language):
    texts = shown(book, 16, language)
    assert any(
        {"ja": "社労士・税理士・事務局に確認", "en": "tax accountant"}[language] in text for text in texts
    )


def test_dissent_and_unknowns_are_printed_as_they_were_written(book, language):
    texts = shown(book, 17, language)
    assert "標本が足りず、不良率への効果は示せないとの意見（品質保証部）。" in texts
    assert {"ja": "G1-4 投入データの可否判断", "en": "G1-4 data clearance"}[language] in texts
    assert texts.index("件数×時間が大きい。") < texts.index("実測に基づき、2ラインに限って始める。")


def test_a_step_that_waits_has_no_time_and_no_result(book, language):
    sheet = book[TITLES[17].in_(language)]
    row = next(line for line in sheet.iter_rows(max_row=9) if line[0].value in ("決裁", "Decision"))
    assert [row[3].value, row[4].value] == ["–", {"ja": "未了", "en": "waiting"}[language]]


@pytest.mark.office
def test_libreoffice_prints_every_sheet(book, path, language, tmp_path):
    (pdf,) = convert([path], "pdf", tmp_path)
    pages = "\n".join(page_text(pdf, number) for number in range(page_count(pdf)))
    for title in TITLES.values():
        assert title.in_(language) in pages
    assert page_count(pdf) <= len(TITLES) + 4
    assert Text("現場作業者", "現場作業者").in_(language) in pages


def test_every_price_retirement_and_subsidy_names_its_source_and_the_day_it_was_seen():
    lines = list(programme_sources(sample_programme()))
    assert len(lines) == 5 + 3 + 3
    price = next(line for line in lines if "DeepSeek-V3" in line.subject.en and "2025-02-09" in line.value)
    assert (price.value, price.source, price.seen_on) == (
        "USD 0.27 / 1.1 (2025-02-09)",
        "genai-prices",
        date(2026, 11, 20),
    )
    assert list(programme_sources(Programme())) == []

"""PDF: headers and footers are left out by name, and nothing of the text goes with them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document
from tests.evaluations.parsing.pdf_files import FONT, canvas, printed

HEADER = "試験精機株式会社 管理文書"
WARNING = "警告 主電源を切り、5分以上待ってからカバーを開ける。"
REMARK = "この章の作業は、保全課の有資格者が二名で行う。"
SECTIONS = ("作動油の交換", "砥石の取付け", "主軸の点検", "記録の保管")


def parsed(path: Path) -> ParsedDocument:
    return parse_document(path, path.name)


def whole_text(document: ParsedDocument) -> str:
    return "\n".join(passage.text for passage in document.passages)


def body_of(section: str) -> list[str]:
    return [
        f"{section}は、決められた周期で行い、結果を点検表に記入する。",
        f"{section}の責任者は保全課長とする。",
    ]


def drawn(path: Path, pages: Sequence[Sequence[tuple[float, str]]]) -> Path:
    """Draw lines at (y, text) on A4 pages, 842 pt high."""
    drawing = canvas(path)
    for page in pages:
        drawing.setFont(FONT, 10)
        for y, text in page:
            drawing.drawString(60, y, text)
        drawing.showPage()
    drawing.save()
    return path


def lines_from(y: float, texts: Sequence[str]) -> list[tuple[float, str]]:
    return [(y - 16 * at, text) for at, text in enumerate(texts)]


def with_margins(number: int, count: int, texts: Sequence[str]) -> list[tuple[float, str]]:
    return [(808, HEADER), *lines_from(750, texts), (30, f"{number} / {count}")]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_header_and_the_page_number_of_every_page_are_left_out(tmp_path, count):
    pages = [with_margins(at + 1, count, body_of(SECTIONS[at])) for at in range(count)]
    document = parsed(drawn(tmp_path / "manual.pdf", pages))
    assert HEADER not in whole_text(document)
    assert " / " not in whole_text(document)
    assert all(line in whole_text(document) for at in range(count) for line in body_of(SECTIONS[at]))


def test_one_notice_names_in_both_languages_what_was_left_out(tmp_path):
    pages = [with_margins(at + 1, 3, body_of(SECTIONS[at])) for at in range(3)]
    (notice,) = parsed(drawn(tmp_path / "manual.pdf", pages)).notices
    assert (notice.code, notice.where) == ("running_text", "p.1-3")
    assert f"「{HEADER}」「1 / 3」" in notice.message.ja
    assert f'"{HEADER}", "1 / 3"' in notice.message.en


def test_a_document_without_margins_text_has_no_notice(tmp_path):
    pages = [lines_from(750, body_of(section)) for section in SECTIONS]
    assert parsed(drawn(tmp_path / "plain.pdf", pages)).notices == ()


@pytest.mark.parametrize("top", [750, 772, 785])
@pytest.mark.parametrize("words", [WARNING, REMARK])
def test_a_line_that_the_text_repeats_on_every_page_stays(tmp_path, top, words):
    pages = [with_margins(at + 1, 4, [words, *body_of(SECTIONS[at])]) for at in range(4)]
    pages = [[page[0], *lines_from(top, [text for _, text in page[1:-1]]), page[-1]] for page in pages]
    document = parsed(drawn(tmp_path / "warned.pdf", pages))
    assert whole_text(document).count(words) == 4


@pytest.mark.parametrize("words", [WARNING, REMARK])
def test_a_line_repeated_at_the_very_top_of_pages_without_a_header_stays(tmp_path, words):
    pages = [lines_from(800, [words, *body_of(section)]) for section in SECTIONS]
    document = parsed(drawn(tmp_path / "warned.pdf", pages))
    assert whole_text(document).count(words) == 4
    assert document.notices == ()


def test_a_warning_stays_even_where_it_stands_in_the_margin(tmp_path):
    pages = [[(808, WARNING), *lines_from(750, body_of(section))] for section in SECTIONS]
    assert whole_text(parsed(drawn(tmp_path / "warned.pdf", pages))).count(WARNING) == 4


def test_a_text_that_stands_once_in_the_margin_stays(tmp_path):
    pages = [with_margins(at + 1, 4, body_of(SECTIONS[at])) for at in range(4)]
    pages[1].append((44, "改訂中 2026年9月"))
    pages[2][0] = (808, "第二版の写し")
    text = whole_text(parsed(drawn(tmp_path / "stamped.pdf", pages)))
    assert "改訂中 2026年9月" in text
    assert "第二版の写し" in text
    assert HEADER not in text


def test_numbers_that_do_not_count_with_the_pages_stay(tmp_path):
    torques = (22, 65, 95, 160)
    pages = [
        [(808, f"締付トルク {torque} N·m"), *lines_from(750, body_of(s))]
        for torque, s in zip(torques, SECTIONS, strict=True)
    ]
    text = whole_text(parsed(drawn(tmp_path / "torque.pdf", pages)))
    assert all(f"締付トルク {torque} N·m" in text for torque in torques)


def test_a_repeated_line_on_fewer_than_half_of_the_pages_stays(tmp_path):
    texts = [*SECTIONS, "切りくずの回収"]
    pages = [lines_from(750, body_of(section)) for section in texts]
    for page in pages[:2]:
        page.insert(0, (808, HEADER))
    assert whole_text(parsed(drawn(tmp_path / "few.pdf", pages))).count(HEADER) == 2


def test_on_two_pages_the_text_must_stand_at_the_same_place(tmp_path):
    pages = [
        [(y, HEADER), *lines_from(750, body_of(s))] for y, s in zip((812, 804), SECTIONS[:2], strict=True)
    ]
    assert whole_text(parsed(drawn(tmp_path / "two.pdf", pages))).count(HEADER) == 2


def test_large_titles_at_the_top_of_pages_stay_headings(tmp_path):
    drawing = canvas(tmp_path / "chapters.pdf")
    for number, section in enumerate(SECTIONS, 1):
        drawing.setFont(FONT, 16)
        drawing.drawString(60, 800, f"第{number}章")
        drawing.setFont(FONT, 10)
        for y, text in lines_from(740, body_of(section)):
            drawing.drawString(60, y, text)
        drawing.showPage()
    drawing.save()
    paths = [passage.heading_path for passage in parsed(tmp_path / "chapters.pdf").passages]
    assert paths == [("第1章",), ("第2章",), ("第3章",), ("第4章",)]


def test_a_page_of_a_picture_and_a_header_is_named_as_one_without_text(tmp_path):
    drawing = canvas(tmp_path / "scan.pdf")
    for number, section in enumerate(SECTIONS, 1):
        drawing.setFont(FONT, 10)
        lines = with_margins(number, 4, body_of(section))
        for y, text in [lines[0], lines[-1]] if number == 3 else lines:
            drawing.drawString(60, y, text)
        if number == 3:
            drawing.rect(100, 100, 300, 400, fill=1)
        drawing.showPage()
    drawing.save()
    document = parsed(tmp_path / "scan.pdf")
    assert [(notice.code, notice.where) for notice in document.notices] == [
        ("running_text", "p.1-4"),
        ("page_without_text", "p.3"),
    ]


def test_a_printed_manual_loses_its_margin_boxes_and_keeps_its_boxed_warnings(tmp_path):
    style = (
        "<style>@page{@top-left{content:'試験精機株式会社';font-size:8pt}"
        "@bottom-right{content:counter(page) ' / ' counter(pages);font-size:8pt}}"
        "section{break-after:page} .box{border:1px solid;padding:4mm;margin:0 0 8mm}</style>"
    )
    warning = "カバーを開ける前に主電源を切り、5分以上待つ。"
    pages = "".join(
        f"<section><p class=box>{warning}</p><p>{''.join(body_of(section))}</p></section>"
        for section in SECTIONS
    )
    document = parsed(printed(tmp_path / "manual.pdf", style + pages))
    text = whole_text(document)
    assert text.count(warning) == 4
    assert "試験精機" not in text
    assert " / " not in text
    assert [notice.code for notice in document.notices if notice.code == "running_text"] == ["running_text"]

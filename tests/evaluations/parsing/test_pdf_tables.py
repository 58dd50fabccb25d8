"""PDF: a table row is one line again although its cells wrap."""

from pathlib import Path

import pytest

from evaluations.parsing.formats.pdf_cells import whole_cells
from evaluations.parsing.formats.pdf_characters import Run
from evaluations.parsing.registry import parse_document
from tests.evaluations.parsing.pdf_files import printed

ROWS = [
    ("AL-204", "油温が 60℃に達した", "運転を止める。"),
    (
        "AL-217",
        "油面低下",
        "30分以内に補給する。補給後も消えないときは、タンクの油面スイッチを交換して再起動する。",
    ),
    ("AL-331", "Z軸サーボの過負荷が3回続いて出たとき", "保全課へ連絡する。"),
    (
        "1034",
        "Low coolant",
        "Stop cutting and keep the chiller running for twenty minutes before the restart.",
    ),
]


def table(align: str) -> str:
    cells = "".join(f"<tr><td>{'<td>'.join(row)}" for row in ROWS)
    widths = "<col style='width:20mm'><col style='width:42mm'><col style='width:70mm'>"
    return (
        f"<style>table{{table-layout:fixed;width:132mm!important}} td{{vertical-align:{align}}}</style>"
        f"<p>警報が出たときは、次の表のとおり処置する。</p><table>{widths}{cells}</table><p>処置は日報に書く。</p>"
    )


@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
def test_every_row_of_a_table_with_wrapped_cells_is_one_line(tmp_path: Path, align: str):
    path = printed(tmp_path / "alarms.pdf", table(align))
    text = "\n".join(passage.text for passage in parse_document(path, path.name).passages)
    assert [line for line in text.splitlines() if "  " in line] == ["  ".join(row) for row in ROWS]


def run(text: str, left: float, bottom: float, right: float) -> Run:
    return Run(text, left, bottom, right, bottom + 9)


def test_the_lines_of_a_wrapped_cell_come_back_on_the_line_of_their_row():
    runs = [
        run("AL-217", 57, 437, 93),
        run("油面低下", 107, 437, 200),
        run("30分以内に", 260, 444, 350),
        run("補給する", 260, 430.5, 300),
    ]
    assert [(one.text, one.bottom) for one in whole_cells(runs)] == [
        ("AL-217", 437),
        ("油面低下", 437),
        ("30分以内に補給する", 437),
    ]


@pytest.mark.parametrize(
    "runs",
    [
        # Every cell wraps: no single line says where the row is.
        [run("上", 57, 444, 93), run("下", 57, 430, 93), run("左", 107, 444, 200), run("右", 107, 430, 200)],
        # The lines lie beside the label but not level with it.
        [run("AL-217", 57, 440.5, 93), run("30分以内に", 260, 444, 350), run("補給する", 260, 430, 300)],
        # Rows of a table, as far apart as rows are.
        [run("GR-03", 57, 437, 93), run("5 個", 260, 447, 290), run("8 個", 260, 427, 290)],
        # Text without a table.
        [run("一行目の文", 57, 444, 200), run("二行目の文", 57, 430, 200), run("三行目", 57, 416, 100)],
    ],
)
def test_lines_whose_row_is_not_clear_are_left_as_they_are(runs: list[Run]):
    assert whole_cells(runs) == runs

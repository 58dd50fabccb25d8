"""A sheet of 100,000 answers poured into a workbook, against XlsxWriter's constant memory, each in its own process."""

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.comparison import Comparison

ROWS = 100_000
QUESTION = "主軸の交換周期と、交換時に記録する項目は何ですか。"
ANSWER = (
    "主軸は3か月ごとに点検し、12か月ごとに交換します。"
    "点検記録表に日付・担当・トルク値を記入します(保全要領書 14ページ)。"
)

PROGRAM = """
import json, sys, tempfile, time
from pathlib import Path
from xlsxwriter import Workbook
from benchmarks.answer_sheet import answer_rows
from reports.workbook.streaming import pour_rows
way = sys.argv[1]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.xlsx"
    start = time.process_time()
    if way == "poured":
        with Workbook(path) as book:
            sheet, look = book.add_worksheet("answers"), book.add_format({"text_wrap": True, "border": 1})
            for column in range(7):
                sheet.write_blank(0, column, None, look)
        pour_rows(path, "answers", 1, answer_rows())
    else:
        with Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet, look = book.add_worksheet("answers"), book.add_format({"text_wrap": True, "border": 1})
            for row, cells in enumerate(answer_rows()):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell, look)
    cpu_s = time.process_time() - start
    # Not getrusage: that begins with the memory of the process which started this one.
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([cpu_s, int(peak.split()[1]) / 1024, path.stat().st_size]))
"""


def answer_rows() -> Iterator[list[str | float]]:
    """Yield the same 100,000 rows each time."""
    for number in range(ROWS):
        yield [f"Q{number}", QUESTION, ANSWER, "通常", f"{ANSWER} #{number}", "合格", float(number % 7)]


def compare() -> Comparison:
    ours, theirs = _measured("poured"), _measured("constant_memory")
    return Comparison(
        f"Sheet of {ROWS:,} answers (processor time, memory of the process)",
        f"{ours[0]:.1f} s, {ours[1]:.0f} MB, file {ours[2] / 1e6:.1f} MB",
        f"XlsxWriter constant_memory: {theirs[0]:.1f} s, {theirs[1]:.0f} MB, file {theirs[2] / 1e6:.1f} MB",
        theirs[0] / ours[0],
        "times less processor time",
    )


def _measured(way: str) -> tuple[float, float, float]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, check=True)
    cpu_s, memory_mb, size = json.loads(done.stdout)
    return cpu_s, memory_mb, size

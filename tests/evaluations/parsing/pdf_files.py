"""Real PDF files for the tests: drawn by reportlab, printed by Chromium."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HeiseiMin-W3"
CHROMIUM = "/usr/bin/chromium"


def canvas(path: Path, encrypt: str | None = None) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = Canvas(str(path), encrypt=encrypt)
    made.setFont(FONT, 10)
    return made


def pages_of_text(path: Path, texts: Sequence[str | None], encrypt: str | None = None) -> Path:
    """One page per text; None draws a filled rectangle instead of text, as a scan would have it."""
    drawing = canvas(path, encrypt)
    for text in texts:
        drawing.setFont(FONT, 10)
        if text is None:
            drawing.rect(100, 100, 300, 400, fill=1)
        elif text:
            for at, line in enumerate(text.split("\n")):
                drawing.drawString(60, 780 - 15 * at, line)
        drawing.showPage()
    drawing.save()
    return path


def columns_drawn_across(
    path: Path, title: str, left: str, right: str, table: Sequence[Sequence[str]]
) -> Path:
    """Two columns of 20 letters a line, drawn row by row across both, with a table over the full width below."""
    drawing = canvas(path)
    drawing.setFont(FONT, 16)
    drawing.drawString(60, 790, title)
    drawing.setFont(FONT, 10)
    columns = [[text[i : i + 20] for i in range(0, len(text), 20)] for text in (left, right)]
    count = max(map(len, columns))
    for at in range(count):
        for x, lines in zip((60, 300), columns, strict=True):
            if at < len(lines):
                drawing.drawString(x, 750 - 15 * at, lines[at])
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            drawing.drawString(60 + 120 * column, 720 - 15 * count - 18 * at, value)
    drawing.save()
    return path


def printed(path: Path, html: str) -> Path:
    """Print HTML as A4 through the system's Chromium, with its real line breaking and column layout."""
    style = (
        "@page{size:A4;margin:20mm} body{font-family:'Noto Serif CJK JP';font-size:11pt;line-height:1.7}"
        ".columns{column-count:2;column-gap:8mm;text-align:justify}"
        "table{border-collapse:collapse;width:100%} td,th{border:1px solid #333;padding:4px}"
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<html lang=ja><meta charset=utf-8><style>{style}</style>{html}</html>")
        page.pdf(path=path, prefer_css_page_size=True)
        browser.close()
    return path

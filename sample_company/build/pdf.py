"""PDF files, printed by headless Chromium from HTML and CSS; one page may be a picture of a page."""

import base64
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from sample_company.build.places import CHROMIUM, SOURCES
from sample_company.build.scan import photocopied

SCAN_MARK = "SCANNED_PAGE"
SCAN_SOURCE = "scanned_notice.html"
PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX = 794, 1123  # A4 at 96 dots an inch


def build_pdf(number: str, target: Path, language: str) -> None:
    """Print `sources/<number>.html` as an A4 PDF with embedded subset fonts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        target.write_bytes(_printed(browser, _page_html(browser, number, language)))
        browser.close()


def _page_html(browser: Browser, number: str, language: str) -> str:
    body = (SOURCES / f"{number}.html").read_text(encoding="utf-8")
    if SCAN_MARK in body:
        body = body.replace(SCAN_MARK, _scanned_picture(browser))
    style = (SOURCES / "company.css").read_text(encoding="utf-8")
    if language == "en":
        style += (SOURCES / "company_en.css").read_text(encoding="utf-8")
    return f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><style>{style}</style>{body}</html>'


def _printed(browser: Browser, html: str) -> bytes:
    page = browser.new_page()
    page.set_content(html, wait_until="load")
    return page.pdf(prefer_css_page_size=True, print_background=True)


def _scanned_picture(browser: Browser) -> str:
    page = browser.new_page(
        viewport={"width": PICTURE_WIDTH_PX, "height": PICTURE_HEIGHT_PX}, device_scale_factor=1.6
    )
    page.set_content((SOURCES / SCAN_SOURCE).read_text(encoding="utf-8"), wait_until="load")
    picture = photocopied(page.screenshot())
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode("ascii")

"""The five views in a real browser: each prints on one sheet of A4, in both languages, and fits a phone."""

import pypdfium2
import pytest
from django.urls import reverse

from reports.viewpoints import CIRCLES

pytestmark = pytest.mark.browser


def address(company, circle) -> str:
    return reverse(
        "reports:viewpoint_detail", args=[company.organization.slug, company.use_case.pk, circle.key]
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_page_prints_on_one_sheet_of_a4(open_page, company, tmp_path, language):
    company.use_case.description = "設計者が加工手順書を探す時間を、1件12分から5分に減らす。" * 4
    company.use_case.save()
    watched = open_page()
    watched.sign_in(company.owner.email)
    watched.page.context.add_cookies([{"name": "shirube_language", "value": language, "url": watched.base}])
    for circle in CIRCLES:
        watched.open(address(company, circle))
        path = tmp_path / f"{circle.key}.pdf"
        watched.page.pdf(path=path, prefer_css_page_size=True)
        document = pypdfium2.PdfDocument(path)
        text = document[0].get_textpage().get_text_range()
        assert len(document) == 1, circle.key
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [210, 297]
        assert circle.title.in_(language) in text
    assert watched.complaints == []


def test_a_page_fits_a_phone(open_page, company):
    watched = open_page(width=360)
    watched.sign_in(company.owner.email)
    for circle in CIRCLES:
        watched.open(address(company, circle))
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= 360

"""The five views in a real browser: each prints on one sheet of A4, in both languages, and fits a phone."""

from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from adoption.pilots.definition import PlanDefinition
from adoption.services.pilots_plans import save_draft
from governance.models import AiSystem, Risk
from reports.viewpoints import CIRCLES

pytestmark = pytest.mark.browser


def address(company, circle) -> str:
    return reverse(
        "reports:viewpoint_detail", args=[company.organization.slug, company.use_case.pk, circle.key]
    )


def with_long_texts(company) -> None:
    """As much as people may write: a long purpose, long risks, a long exit condition, a dissent on record."""
    use_case, day = company.use_case, date(2027, 1, 31)
    use_case.description = "設計者が加工手順書を探す時間を、1件12分から5分に減らす。" * 4
    use_case.system = use_case.system or AiSystem.objects.create(
        organization=company.organization, name="検索AI"
    )
    use_case.save()
    for number in range(4):
        Risk.objects.create(
            organization=company.organization,
            system=use_case.system,
            title=f"{number}番目の誤った手順の案内により加工不良が起こる" * 5,
            category="quality",
            cause="誤答",
            likelihood_before=3,
            impact_before=4,
            owner_name="山田 太郎",
            whose_safety="作業者",
            review_on=day,
        )
    end = PlanDefinition(
        "paired_log", kill_number=0.1, kill_text="短縮が10%未満か、重大な誤りが1件でもあれば中止。" * 5
    )
    save_draft(use_case, end, company.owner)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_page_prints_on_one_sheet_of_a4(open_page, company, tmp_path, language):
    with_long_texts(company)
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

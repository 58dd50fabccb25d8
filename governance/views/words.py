"""Words and dated claims: the glossary, phrases for meetings, market cards."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from governance.content.loader import books
from governance.content.words import Term, folded, found_cards

CARDS_ON_A_PAGE = 20


@require_safe
def market_list(request: HttpRequest, organization: str) -> HttpResponse:
    """Claims of others; a figure measured here never appears among them."""
    membership = require_member(request, organization)
    book, asked = books().market, request.GET.get("q", "").strip()[:100]
    reports = {one.id: one for one in book.reports}
    topics = {one.id: one for one in book.topics}
    rows = [
        (card, [reports[one] for one in dict.fromkeys(row[:3] for row in card.reports)],
         [topics[one] for one in card.topics])
        for card in found_cards(book, asked.split())
    ]  # fmt: skip
    context = {
        "membership": membership,
        "page": Paginator(rows, CARDS_ON_A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "searches": book.searches,
        "reports_all": book.reports,
    }
    return render(request, "governance/market_list.html", context)


@require_safe
def glossary(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    book, asked = books().glossary, request.GET.get("q", "").strip()[:100]
    found = [term for term in book.terms if _holds(term, folded(asked))]
    groups = [(group, [term for term in found if term.group == group.id]) for group in book.groups]
    context = {
        "membership": membership,
        "groups": [(group, terms) for group, terms in groups if terms],
        "asked": asked,
        "count": len(found),
    }
    return render(request, "governance/glossary.html", context)


@require_safe
def phrase_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {"membership": membership, "phrases": books().phrases.phrases}
    return render(request, "governance/phrase_list.html", context)


def _holds(term: Term, asked: str) -> bool:
    return asked in folded(" ".join((*term.name, *term.meaning)))

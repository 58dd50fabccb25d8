"""Model cards: licence with its traps, openness, origin, size, public benchmarks, prices and lifecycle over time."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import require_member
from catalogue.models import models
from tco.price_pages import TOKEN_WORDS, found_cards, histories, history_chart

MODELS_A_PAGE = 30
MOST_COMPARED = 4


@require_safe
def model_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(found_cards(words), MODELS_A_PAGE).get_page(request.GET.get("page"))
    context = {"membership": membership, "page": page, "words": words, "most": MOST_COMPARED}
    return render(request, "tco/price_model_list.html", context)


@require_safe
def model_detail(request: HttpRequest, organization: str, model: str) -> HttpResponse:
    membership = require_member(request, organization)
    card = models().get(model)
    if card is None:
        raise Http404
    language = get_language() or "ja"
    found = [(history, history_chart(history, language)) for history in histories(card)]
    context = {"membership": membership, "card": card, "histories": found, "token_kinds": list(TOKEN_WORDS)}
    return render(request, "tco/price_model_detail.html", context)


@require_safe
def model_compare(request: HttpRequest, organization: str) -> HttpResponse:
    """Up to four cards side by side; further ones are named as left out."""
    membership = require_member(request, organization)
    asked = [models()[key] for key in dict.fromkeys(request.GET.getlist("model")) if key in models()]
    context = {"membership": membership, "cards": asked[:MOST_COMPARED], "left_out": asked[MOST_COMPARED:]}
    return render(request, "tco/price_model_compare.html", context)

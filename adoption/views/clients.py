"""All companies of one person side by side: what a consultant looks at before a round of visits."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_user
from accounts.models import Membership
from adoption.overview import Home, home_of
from adoption.ringi_selectors import waiting_for

# Each company is read in full for its next step.
PAGE = 10


@dataclass(frozen=True)
class Client:
    """One company as its member sees it."""

    membership: Membership
    home: Home
    waiting: int


@require_safe
def client_list(request: HttpRequest) -> HttpResponse:
    """Only companies of which the signed-in person is a member; nothing is added up across them."""
    user = require_user(request)
    rows = user.memberships.select_related("organization").order_by("organization__name", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    clients = [
        Client(one, home_of(one.organization), len(waiting_for(one.organization, user))) for one in page
    ]
    return render(request, "adoption/client_list.html", {"page": page, "clients": clients})

"""The first page of governance: what stands where, in numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from governance.cards import cards_of


@require_safe
def home(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {"membership": membership, "cards": cards_of(membership.organization)}
    return render(request, "governance/home.html", context)

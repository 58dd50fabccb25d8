"""Candidate models: what each is, where it runs, and under which licence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member


@require_safe
def candidate_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {"membership": membership, "candidates": membership.organization.candidates.all()}
    return render(request, "evaluations/candidate_list.html", context)

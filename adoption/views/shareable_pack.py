"""The pack of definitions to share: what is in it, and the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from adoption.content.loader import library
from adoption.services.shareable_pack import SHARED_NUMBERS, shareable_pack, shared_plans
from evaluations.metrics.measures import MEASURES
from governance.views.files import file_response


@require_safe
def pack(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {
        "membership": membership,
        "kpis": len(library().kpis.kpis),
        "methods": len(library().kpis.tests),
        "measures": len(MEASURES),
        "plans": shared_plans(membership.organization),
        "numbers": SHARED_NUMBERS,
    }
    return render(request, "adoption/shareable_pack.html", context)


@require_safe
def pack_file(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    return file_response(shareable_pack(membership.organization), "application/zip", "shareable-pack.zip")

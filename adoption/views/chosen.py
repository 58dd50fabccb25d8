"""What an address names: a use case of this company, a gate, a criterion; anything else is not found."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Membership
from adoption.content.gatebook import Gate
from adoption.content.loader import gate_book
from adoption.gates.review import Criterion
from adoption.models import UseCase


def chosen_id(request: HttpRequest) -> int | None:
    """The use case asked for by `?use_case=`; nonsense counts as none."""
    asked = request.GET.get("use_case", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def use_case_or_404(membership: Membership, use_case: int) -> UseCase:
    rows = UseCase.objects.select_related("organization")
    return get_object_or_404(rows, pk=use_case, organization=membership.organization)


def gate_or_404(gate: str) -> Gate:
    try:
        return gate_book().gate(gate)
    except KeyError:
        raise Http404 from None


def criterion_or_404(gate: Gate, criterion: str) -> Criterion:
    for one in gate.criteria:
        if one.id == criterion:
            return one
    raise Http404

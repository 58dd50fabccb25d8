"""Answers: the question × candidate table, and one question with all answers side by side."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from evaluations.matrix import Shown, matrix_items, matrix_rows, neighbours, shown_or_all
from evaluations.models import Answer
from evaluations.sources import evidence_places, shown_sources

QUESTIONS_PER_PAGE = 20


@require_safe
def run_matrix(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown_run = get_object_or_404(membership.organization.runs.select_related("test_set"), pk=run)
    shown = shown_or_all(request.GET.get("show", ""))
    page = Paginator(matrix_items(shown_run, shown), QUESTIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "membership": membership,
        "run": shown_run,
        "candidates": shown_run.run_candidates.select_related("candidate"),
        "rows": matrix_rows(shown_run, page.object_list),
        "page": page,
        "shown": shown,
        "filters": Shown,
    }
    return render(request, "evaluations/run_matrix.html", context)


@require_safe
def answer_compare(request: HttpRequest, organization: str, run: int, number: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown_run = get_object_or_404(membership.organization.runs.select_related("test_set"), pk=run)
    item = get_object_or_404(shown_run.test_set.items.select_related("test_set"), number=number)
    shown = shown_or_all(request.GET.get("show", ""))
    row = matrix_rows(shown_run, [item])[0]
    sources = shown_sources(item, [cell.answer for cell in row.cells if cell.answer])
    before, after = neighbours(shown_run, shown, number)
    context = {
        "membership": membership,
        "run": shown_run,
        "item": item,
        "cells": row.cells,
        "sources": sources,
        "evidence": evidence_places(item),
        "evidence_reached_prompt": any(source.is_evidence for source in sources),
        "shown": shown,
        "n_items": shown_run.test_set.items.count(),
        "previous": before,
        "next": after,
    }
    return render(request, "evaluations/answer_compare.html", context)


@require_safe
def compare_latest(request: HttpRequest, organization: str) -> HttpResponse:
    """Go to the first question of the newest run that holds answers; without one, say how to get there."""
    membership = require_member(request, organization)
    answered = Answer.objects.filter(run_candidate__run__organization=membership.organization, state="done")
    newest = answered.order_by("-run_candidate__run__created_at", "item__number").first()
    if newest is None:
        return render(request, "evaluations/answers_empty.html", {"membership": membership})
    return redirect(
        "evaluations:answer_compare", organization, newest.run_candidate.run_id, newest.item.number
    )

"""Where each broken rule of a request for approval is put right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.models import UseCase
from language.text import Text
from reports.ringi_lint import Finding
from reports.selectors import latest_plan


@dataclass(frozen=True)
class LinkedFinding:
    """A broken rule in a sentence, with the page that puts it right and what that page is called."""

    message: Text
    url: str
    page: str


def linked(findings: Iterable[Finding], use_case: UseCase) -> list[LinkedFinding]:
    """Return the findings with their pages."""
    return [LinkedFinding(finding.message, *_page_of(finding, use_case)) for finding in findings]


def _page_of(finding: Finding, use_case: UseCase) -> tuple[str, str]:
    organization = use_case.organization.slug
    plan = latest_plan(use_case)
    if finding.place == "assumption" and plan:
        return reverse("tco:assumption_edit", args=[organization, plan.pk, finding.key]), _(
            "Open the assumption"
        )
    if finding.place == "pilot_plan":
        url = reverse("adoption:pilot_plan_edit", args=[organization, use_case.pk])
        return url, _("Write it into the measurement plan")
    if finding.place == "risk":
        return reverse("governance:risk_list", args=[organization]), _("Open the risk register")
    return reverse("adoption:use_case_edit", args=[organization, use_case.pk]), _("Edit the use case")

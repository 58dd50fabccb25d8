"""The usage rule: what it says, who has read it, a new version."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from governance.models import RuleReader, UsageRule
from governance.overviews.people import person_key
from governance.overviews.systems import systems_of
from governance.services.usage_rules import drop_reader, name_readers, record_reading, write_rule
from governance.usage_rule_forms import ReadersForm, RuleForm, SignedListForm, filled_rule_form
from governance.usage_rules import reading_of
from governance.views.operation_page import ROWS_ON_A_PAGE, do_or_tell, save_or_show, system_asked


@require_safe
def usage_rule(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company, system = membership.organization, system_asked(request, membership.organization)
    reading = reading_of(company, system)
    me = person_key(membership.user.name)
    own = [line for line in reading.lines if person_key(line.reader.person) == me]
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(company),
        "reading": reading,
        "has_read": any(line.receipt for line in own),
        "page": Paginator(reading.lines, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "versions": UsageRule.objects.filter(organization=company).defer("text").order_by("-version")[:20],
        "readers_form": ReadersForm(company, prefix="readers") if membership.can_edit else None,
        "list_form": SignedListForm(prefix="list") if membership.can_edit and reading.rule else None,
    }
    return render(request, "governance/usage_rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def usage_rule_write(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = (
        RuleForm(request.POST)
        if request.method == "POST"
        else filled_rule_form(reading_of(membership.organization, None))
    )

    def save() -> str:
        write_rule(membership.organization, by=membership.user, **form.cleaned_data)
        messages.success(request, _("The version is in force. Everybody reads it again."))
        return reverse("governance:usage_rule", args=[organization])

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=_("Write the usage rule"),
        lead=_("The first text is a suggestion in our own words. Change it to fit the company."),
        back="governance:usage_rule",
    )


@require_POST
def usage_rule_read(request: HttpRequest, organization: str) -> HttpResponse:
    """A member says that he has read the version on the screen: every role may, for nobody but himself."""
    membership = require_member(request, organization)
    company, user = membership.organization, membership.user
    do_or_tell(
        request,
        lambda: record_reading(company, _version(request), [user.name], timezone.localdate(), user),
        _("Your reading was recorded."),
    )
    return redirect("governance:usage_rule", organization)


@require_POST
def usage_rule_list(request: HttpRequest, organization: str) -> HttpResponse:
    """Receipts from a signed list."""
    membership = require_editor(request, organization)
    form = SignedListForm(request.POST, prefix="list")
    if not form.is_valid():
        messages.error(request, _("Names, day and source are needed. Nothing was saved."))
        return redirect("governance:usage_rule", organization)
    given = form.cleaned_data
    do_or_tell(
        request,
        lambda: record_reading(
            membership.organization,
            _version(request),
            given["people"].splitlines(),
            given["read_on"],
            membership.user,
            given["source_text"],
        ),
        _("The receipts were recorded."),
    )
    return redirect("governance:usage_rule", organization)


@require_POST
def usage_rule_readers(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = ReadersForm(membership.organization, request.POST, prefix="readers")
    if not form.is_valid():
        messages.error(request, _("Enter at least one name. Nothing was saved."))
        return redirect("governance:usage_rule", organization)
    system, people = form.cleaned_data["system"], form.cleaned_data["people"].splitlines()
    do_or_tell(
        request,
        lambda: name_readers(membership.organization, system, people, membership.user),
        _("The people were named."),
    )
    return redirect("governance:usage_rule", organization)


@require_POST
def usage_rule_drop(request: HttpRequest, organization: str, rule_reader: int) -> HttpResponse:
    membership = require_editor(request, organization)
    found = get_object_or_404(RuleReader, pk=rule_reader, organization=membership.organization)
    drop_reader(found, membership.user)
    messages.success(request, _("The person was taken off the list."))
    return redirect("governance:usage_rule", organization)


def _version(request: HttpRequest) -> int:
    """The version that was on the screen; nonsense names none."""
    asked = request.POST.get("version", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0

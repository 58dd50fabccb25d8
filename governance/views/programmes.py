"""Subsidies and tax rules by the size of the company."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor, require_member
from governance.content.loader import books
from governance.programmes import class_words, current_size, limit_certainty, programme_lines
from governance.services.company_size import enter_size
from governance.views.operation_page import save_or_show
from governance.watch_forms import SizeForm, filled_size_form


@require_http_methods(["GET", "HEAD", "POST"])
def programme_list(request: HttpRequest, organization: str) -> HttpResponse:
    posted = request.method == "POST"
    membership = (require_editor if posted else require_member)(request, organization)
    entered = current_size(membership.organization)
    form = SizeForm(request.POST) if posted else filled_size_form(entered)

    def save() -> str:
        enter_size(membership.organization, form.draft(), membership.user)
        messages.success(request, _("The size was saved."))
        return reverse("governance:programme_list", args=[organization])

    return save_or_show(
        request,
        membership,
        form,
        save,
        "governance/programme_list.html",
        size=entered,
        size_class=class_words(entered),
        limit_certainty=limit_certainty(entered),
        lines=programme_lines(entered),
        book=books().programmes,
    )

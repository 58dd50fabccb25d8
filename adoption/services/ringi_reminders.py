"""Reminders of overdue answers: once a day for each, by mail where mail is set up and always on the home page."""

import logging
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from adoption.models import RingiStep
from adoption.ringi.route import Step, is_turn
from adoption.services.ringi_drafts import note
from adoption.states import RingiActionKind, RingiStepState

logger = logging.getLogger(__name__)


def remind_overdue() -> int:
    """Remind of every answer that is overdue and was not reminded of today; safe to call any number of times."""
    today = timezone.localdate()
    waiting = (RingiStepState.WAITING, RingiStepState.TO_READ_LATER)
    due = RingiStep.objects.filter(state__in=waiting, due_on__lt=today, round=F("ringi__round"))
    due = due.filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=today))
    rows = due.select_related("ringi__organization", "person", "deputy")
    return sum(_remind(step, today) for step in rows if _is_turn(step))


def _remind(step: RingiStep, today: date) -> bool:
    with transaction.atomic():
        unreminded = Q(reminded_on__isnull=True) | Q(reminded_on__lt=today)
        if not RingiStep.objects.filter(unreminded, pk=step.pk).update(reminded_on=today):
            return False
        note(step.ringi, RingiActionKind.REMINDED, None, step=step, for_person=step.person)
    for person in filter(None, (step.person, step.deputy)):
        if person.is_active:
            _mail(step, person)
    return True


def _mail(step: RingiStep, person: User) -> None:
    with translation.override(person.language):
        subject = _("Answer overdue: %(number)s") % {"number": step.ringi.number}
        body = _("The request %(request)s has been waiting for your answer since %(day)s.") % {
            "request": step.ringi,
            "day": step.due_on.isoformat(),
        }
    try:
        send_mail(subject, body, None, [person.email])
    except OSError as error:
        logger.warning("a reminder for step %s was not sent (%s)", step.pk, type(error).__name__)


def _is_turn(step: RingiStep) -> bool:
    return is_turn(Step(step.kind, step.state), step.ringi.state)  # type: ignore[arg-type]

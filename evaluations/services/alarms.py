"""Compares a repetition with the run it repeats, question by question, and tells the owner of a drop."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from evaluations.models import Alarm, Run, RunCandidate, Watch
from evaluations.services.runs import OVER
from evaluations.services.scoring import score_run
from evaluations.states import ANSWER_HELD, AlarmState, RunState
from evaluations.statistics.paired import PairedComparison, compare
from evaluations.statistics.verdict import Verdict
from evaluations.tallying import documents_of, item_facts, tally_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """What the repetition says against the first time; no comparison when nothing could be compared."""

    state: AlarmState
    comparison: PairedComparison | None
    model_before: str
    model_now: str


def raise_alarm(watch: Watch) -> Alarm | None:
    """Judge the repetition of a watch once it has ended; None while it goes on, or when somebody else did."""
    run = watch.repetition
    if run is None or run.state not in OVER:
        return None
    if run.state == RunState.DONE:
        score_run(watch.baseline)  # both by the same rules; stored answers are not asked for again
        score_run(run)
    finding = _finding(watch, run)
    with transaction.atomic():
        # Whoever empties the field writes the alarm.
        if not Watch.objects.filter(pk=watch.pk, repetition=run).update(repetition=None, problem=None):
            return None
        alarm = _written(watch, run, finding)
        record(
            watch.organization,
            None,
            "watch.judged",
            watch.candidate.name,
            watch=watch.pk,
            run=run.pk,
            state=finding.state,
            difference=alarm.difference,
        )
        if finding.state != AlarmState.STEADY:
            transaction.on_commit(lambda: tell_owner(alarm))
    return alarm


@transaction.atomic
def mark_seen(alarm: Alarm, user: User) -> None:
    """Note who has taken notice; the first one stays."""
    seen = Alarm.objects.filter(pk=alarm.pk, seen_at__isnull=True)
    if seen.update(seen_by=user, seen_at=timezone.now()):
        watch = alarm.watch
        record(watch.organization, user, "watch.seen", watch.candidate.name, watch=watch.pk, alarm=alarm.pk)


def tell_of_pause(watch: Watch) -> bool:
    """Tell the owner, once, that the repetition waits at a cap or for a price; nothing of it is lost meanwhile.

    A pause that a person asked for has no reason and is not told.
    """
    run = watch.repetition
    if run is None or run.state != RunState.PAUSED or not run.pause_reason:
        return False
    held_up = Watch.objects.filter(pk=watch.pk, repetition=run, problem__isnull=True)
    if not held_up.update(problem=run.pause_reason):
        return False
    return _send(watch, lambda: _pause_mail(watch, run))


def tell_owner(alarm: Alarm) -> bool:
    """Send one mail about an alarm."""
    return _send(alarm.watch, lambda: _mail(alarm))


def _send(watch: Watch, write: Callable[[], tuple[str, str]]) -> bool:
    """Mail in the owner's language, if he still belongs to the company; a lost mail loses no alarm."""
    owner = watch.owner
    if owner is None or not owner.is_active:
        return False
    if not owner.memberships.filter(organization=watch.organization).exists():
        return False
    with translation.override(owner.language):
        subject, body = write()
    try:
        return bool(send_mail(subject, body, None, [owner.email]))
    except OSError as error:
        logger.warning("the mail about watch %s was not sent (%s)", watch.pk, type(error).__name__)
        return False


def _finding(watch: Watch, run: Run) -> Finding:
    before = watch.baseline.run_candidates.get(candidate=watch.candidate)
    now = run.run_candidates.get(candidate=watch.candidate)
    models = _reported(before), _reported(now)
    if run.state != RunState.DONE:
        return Finding(AlarmState.UNKNOWN, None, *models)
    comparison = _compared(before, now)
    return Finding(_state(comparison), comparison, *models)


def _compared(before: RunCandidate, now: RunCandidate) -> PairedComparison | None:
    items = item_facts(before.run.test_set)
    first, again = tally_of(before, items).passed, tally_of(now, items).passed
    return compare(first, again, documents_of(items)) if first.keys() & again.keys() else None


def _state(comparison: PairedComparison | None) -> AlarmState:
    if comparison is None or comparison.verdict is Verdict.TOO_FEW:
        return AlarmState.UNKNOWN
    return AlarmState.DROPPED if comparison.verdict is Verdict.WORSE else AlarmState.STEADY


def _reported(place: RunCandidate) -> str:
    """The name under which most answers came back; vendors change it when they change the model."""
    rows = place.answers.filter(state__in=ANSWER_HELD).exclude(model_reported="")
    counts = Counter(dict(rows.order_by().values_list("model_reported").annotate(n=Count("pk"))))
    return counts.most_common(1)[0][0] if counts else ""


def _written(watch: Watch, run: Run, finding: Finding) -> Alarm:
    found = finding.comparison
    return Alarm.objects.create(
        watch=watch,
        repetition=run,
        state=finding.state,
        n=found.difference.n if found else 0,
        difference=found.difference.estimate if found else None,
        low=found.difference.low if found else None,
        high=found.difference.high if found else None,
        model_before=finding.model_before,
        model_now=finding.model_now,
    )


def _mail(alarm: Alarm) -> tuple[str, str]:
    watch = alarm.watch
    facts = {
        "candidate": watch.candidate.name,
        "run": watch.baseline.name,
        "organization": watch.organization.display_name,
        "n": alarm.n,
        "difference": f"{(alarm.difference or 0) * 100:+.1f}",
        "low": f"{(alarm.low or 0) * 100:+.1f}",
        "high": f"{(alarm.high or 0) * 100:+.1f}",
        "before": alarm.model_before or "–",
        "now": alarm.model_now or "–",
    }
    if alarm.state == AlarmState.DROPPED:
        subject = _("Dropped: %(candidate)s (%(organization)s)") % facts
        said = _(
            'The candidate "%(candidate)s" was asked the questions of "%(run)s" again. Its pass rate dropped by more '
            "than chance: %(difference)s points (95 %% interval %(low)s to %(high)s, %(n)s questions)."
        )
    else:
        subject = _("Could not be compared: %(candidate)s (%(organization)s)") % facts
        said = _(
            'The candidate "%(candidate)s" was asked the questions of "%(run)s" again, but too few answers could be '
            "compared to say whether it changed (%(n)s questions)."
        )
    rest = _(
        "Reported model then: %(before)s, now: %(now)s.\nOpen Watches in the evaluations of %(organization)s to see "
        "the questions that changed."
    )
    return " ".join(subject.split()), f"{said % facts}\n\n{rest % facts}\n"


def _pause_mail(watch: Watch, run: Run) -> tuple[str, str]:
    facts = {
        "candidate": watch.candidate.name,
        "run": watch.baseline.name,
        "organization": watch.organization.display_name,
        "reason": run.pause_text,
    }
    subject = _("Paused: %(candidate)s (%(organization)s)") % facts
    said = _(
        'The candidate "%(candidate)s" is asked the questions of "%(run)s" again, but the repetition is paused, so '
        "nobody knows yet whether it changed."
    )
    rest = _("Open Watches in the evaluations of %(organization)s and go on from there.")
    return " ".join(subject.split()), f"{said % facts}\n\n{facts['reason']}\n\n{rest % facts}\n"

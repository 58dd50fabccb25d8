"""Adopting an edition of a book: answers move by stable id, changed rows ask again, nothing is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from content.versions import Change
from governance.control_states import Standing
from governance.editions import BookState, adopted_edition, book_state, pending_changes
from governance.errors import GovernanceRefused
from governance.models import AdoptedEdition, ContentReview, ControlRecord, WatchConfirmation
from governance.services.answer_moves import REFERENCES, follow
from language.text import Text

CHANGED_MEANWHILE = Text(
    "内容が、表示された後に変わりました。回答は変わっていません。差分をもう一度確認してください。",
    "The content changed after this page was shown. No answer was changed. Read the differences again.",
)
NOTHING_TO_ADOPT = Text(
    "取り込む更新はありません。回答は変わっていません。",
    "There is no update to adopt. No answer was changed.",
)


@dataclass(frozen=True)
class AnswerKind:
    """Answers that belong to rows of one place of a book."""

    model: type[ControlRecord] | type[WatchConfirmation]
    place: str
    field: str
    who: str


ANSWERS: dict[str, AnswerKind] = {
    "frameworks": AnswerKind(ControlRecord, "requirements", "requirement_id", "recorded_by"),
    "regwatch": AnswerKind(WatchConfirmation, "items", "item_key", "confirmed_by"),
}


@dataclass(frozen=True)
class Moved:
    """What an update did to answers: asked again, moved to a new id, put into the archive."""

    confirm_again: int = 0
    renamed: int = 0
    archived: int = 0


@transaction.atomic
def ensure_adopted(organization: Organization, name: str, by: User | None) -> None:
    """With its first answer a company adopts the edition it answers; later editions are compared with it."""
    hold_chain(organization.pk)
    if adopted_edition(organization, name) is None:
        _adopt(organization, book_state(organization, name), by)


@transaction.atomic
def adopt_update(organization: Organization, name: str, seen_sha256: str, by: User) -> Moved:
    """Adopt the shipped edition whose hash was on the screen and move the answers; all of it or nothing."""
    hold_chain(organization.pk)
    state = book_state(organization, name)
    if not state.is_behind:
        raise GovernanceRefused(NOTHING_TO_ADOPT)
    if state.edition.sha256 != seen_sha256:
        raise GovernanceRefused(CHANGED_MEANWHILE)
    changes = pending_changes(state)
    moved = _move_answers(organization, name, changes, by)
    if name in REFERENCES:
        followed = follow(_adopt(organization, state, by), changes)
        moved = Moved(followed.confirm_again, followed.renamed, followed.archived)
    else:
        _adopt(organization, state, by)
    version = state.edition.version
    record(organization, by, "content.adopted", name, version=version, sha256=seen_sha256, **vars(moved))
    return moved


@transaction.atomic
def settle_review(review: ContentReview, by: User) -> None:
    """Somebody read a changed row beside its answers, by name."""
    if review.settled_at is not None:
        return
    review.settled_at, review.settled_by, review.settled_by_name = timezone.now(), by, str(by)
    review.save(update_fields=["settled_at", "settled_by", "settled_by_name"])
    record(review.organization, by, "content.reviewed", review.row_key, answers=review.answers)


def _adopt(organization: Organization, state: BookState, by: User | None) -> AdoptedEdition:
    made: AdoptedEdition = AdoptedEdition.objects.create(
        organization=organization,
        book=state.edition.book,
        version=state.edition.version,
        sha256=state.edition.sha256,
        document=state.shipped.document(),
        adopted_by=by,
        adopted_by_name=str(by or ""),
    )
    return made


def _move_answers(organization: Organization, name: str, changes: Iterable[Change], by: User) -> Moved:
    kind = ANSWERS.get(name)
    counts = {"confirm_again": 0, "renamed": 0, "archived": 0}
    if kind is None:
        return Moved()
    for change in changes:
        place, _, former = change.former_key.rpartition("/")
        if place != kind.place:
            continue
        for row in _newest(kind, organization, former):
            for done in _move(kind, row, change, by):
                counts[done] += 1
    return Moved(**counts)


def _newest(kind: AnswerKind, organization: Organization, former: str) -> list[Any]:
    """The newest answer to a row, for the company and for each system; what is archived already stays there."""
    rows = kind.model._default_manager.filter(organization=organization, **{kind.field: former}).order_by(
        "pk"
    )
    newest = {getattr(row, "system_id", None): row for row in rows}
    return [row for row in newest.values() if row.standing != Standing.ARCHIVED]


def _move(kind: AnswerKind, row: Any, change: Change, by: User) -> list[str]:
    """Add the rows that say where an answer went."""
    done: list[str] = []
    new_id = change.key.rpartition("/")[2]
    if change.kind == "renamed":
        _copy(kind, row, by, standing=Standing.ARCHIVED)
        _copy(kind, row, by, **{kind.field: new_id})
        done.append("renamed")
    if change.kind == "removed":
        _copy(kind, row, by, standing=Standing.ARCHIVED)
        return ["archived"]
    if change.fields:
        _copy(kind, row, by, **{kind.field: new_id, "standing": Standing.CONFIRM_AGAIN})
        done.append("confirm_again")
    return done


def _copy(kind: AnswerKind, row: Any, by: User, **changed: Any) -> None:
    own = {"id", f"{kind.who}_id", f"{kind.who}_name"}
    names = [field.attname for field in kind.model._meta.concrete_fields if field.attname not in own]
    values = {name: getattr(row, name) for name in names} | changed
    who = {kind.who: by, f"{kind.who}_name": str(by)}
    kind.model._default_manager.create(**values, **who)

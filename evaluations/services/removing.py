"""Removing a document with everything that was read from it; never one that results rest on."""

import logging
from dataclasses import asdict
from typing import Any

from django.db import OperationalError, transaction

from accounts.audit import hold_chain, record
from accounts.models import User
from evaluations.document_uses import Belongings, Uses, belongings_of, own_vectors, uses_of
from evaluations.errors import EvaluationRefused
from evaluations.models import CachedAnswer, Document, TestItem, TestSet
from evaluations.states import ReviewState
from language.text import Text

logger = logging.getLogger(__name__)

IN_USE = Text(
    "「{name}」は使われているため、取り除けません(評価{runs}件、質問集{sets}件、作成中の質問{drafting}件)。"
    "何も削除していません。下の一覧で、使っているものと、できることを確かめてください。",
    'The document "{name}" is in use and cannot be removed (evaluations: {runs}, question sets: {sets}, drafting under '
    "way: {drafting}). Nothing was deleted. The list below says what uses it and what can be done.",
)
BUSY = Text(
    "「{name}」には、ほかの処理がちょうど今書き込んでいるため、取り除いていません。何も削除していません。"
    "少し待ってから、もう一度実行してください。",
    'The document "{name}" is being written to at this very moment, so it was not removed. Nothing was deleted. '
    "Wait a moment, then try again.",
)
FILE_STAYS = Text(
    "「{name}」のファイルをサーバーのディスクから削除できなかったため、取り除いていません。資料は元のまま残っています。"
    "サーバーの管理者にログの確認を依頼し、原因が解消してから、もう一度実行してください。",
    'The file of "{name}" could not be deleted from the disk of the server, so the document was not removed: it is as '
    "it was. Ask the operator to read the log; when the cause is gone, remove it again.",
)


@transaction.atomic
def remove_document(document: Document, user: User | None) -> bool:
    """Delete a document, its file and what was made of it; False when somebody else has done so already.

    Raise EvaluationRefused, with nothing deleted, while something rests on it or its file cannot be deleted.
    """
    # Whoever refers to a document holds the chain and then the document; in the same order nobody waits for the other.
    hold_chain(document.organization_id)
    held = _held(document)
    if held is None:
        return False
    uses = uses_of(held)
    if not uses.is_free:
        raise EvaluationRefused("in-use", IN_USE.filled(**_counts(held, uses)))
    goes = belongings_of(held)
    _delete_rows(held, goes)
    record(held.organization, user, "document.removed", held.name, **_facts(held, goes))
    # Last, and before the commit: a file that stays keeps its row, and a row without its file can be removed again.
    _delete_file(held)
    return True


def _held(document: Document) -> Document | None:
    """Lock the document as it is now, without waiting: whoever reads it to the end may be waiting for the chain."""
    rows = Document.objects.select_for_update(nowait=True).filter(pk=document.pk)
    try:
        return rows.first()
    except OperationalError as error:
        raise EvaluationRefused("busy", BUSY.filled(name=document.name)) from error


def _delete_rows(document: Document, goes: Belongings) -> None:
    _delete_rejected(document, goes.rejected)
    CachedAnswer.objects.filter(pk__in=goes.replies).delete()
    own_vectors(document).delete()
    # A copy: deleting takes the key away from the row, and its file is still to go.
    Document.objects.get(pk=document.pk).delete()


def _delete_rejected(document: Document, ids: tuple[int, ...]) -> None:
    items = TestItem.objects.filter(pk__in=ids, review=ReviewState.REJECTED)
    try:
        found = len(items.select_for_update(nowait=True))
    except OperationalError as error:
        raise EvaluationRefused("busy", BUSY.filled(name=document.name)) from error
    if found != len(ids):  # approved since it was looked at
        raise EvaluationRefused("busy", BUSY.filled(name=document.name))
    # A draft that lost a question no longer holds what was imported.
    TestSet.objects.filter(items__in=ids).update(content_hash="")
    items.delete()


def _delete_file(document: Document) -> None:
    if not document.file:
        return
    try:
        document.file.delete(save=False)
    except OSError as error:
        logger.exception("the file of document %s could not be deleted", document.pk)
        raise EvaluationRefused("file-stays", FILE_STAYS.filled(name=document.name)) from error


def _facts(document: Document, goes: Belongings) -> dict[str, Any]:
    """What the audit trail keeps: the number too, by which calls of the past name the document."""
    counts = {name: len(n) if isinstance(n, tuple) else n for name, n in asdict(goes).items()}
    return {
        "document": document.pk,
        "sha256": document.sha256,
        "confidentiality": document.confidentiality,
        **counts,
    }


def _counts(document: Document, uses: Uses) -> dict[str, Any]:
    return {
        "name": document.name,
        "runs": len(uses.runs),
        "sets": len(uses.sets),
        "drafting": len(uses.drafting),
    }

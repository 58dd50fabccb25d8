"""Taking in the company's documents and reading them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import Organization, User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import Document, Passage
from evaluations.parsing.bundle import MEDIA_TYPE, is_bundle
from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.limits import Limits
from evaluations.parsing.passage import Notice, ParsedDocument
from evaluations.parsing.sandbox import parse_safely
from evaluations.services.bundles import unpack
from evaluations.services.intake import take_in
from evaluations.states import Confidentiality, DocumentState
from language.text import Text

MAX_ATTEMPTS = 3
GIVEN_UP = Text(
    "この資料の読み取りは3回とも途中で止まりました。ほかの資料には影響ありません。"
    "ファイルを開いて保存し直すか、PDFに変換してから、もう一度追加してください。",
    "Reading this document stopped half-way three times. Your other documents are unaffected. "
    "Open and save the file again, or convert it to PDF, and add it once more.",
)


def upload_document(
    organization: Organization, user: User | None, file: File[bytes], confidentiality: str
) -> tuple[Document, bool]:
    """Store a file and queue it for reading; return it and whether it is new. Its name is shown, never a path."""
    if confidentiality not in Confidentiality.values:
        raise EvaluationRefused("class", _unknown_class(confidentiality))
    name = Path(str(file.name or "").replace("\\", "/")).name[:255]
    if file.size > settings.DOCUMENT_MAX_BYTES:
        raise EvaluationRefused("size", _too_large(name))
    return take_in(organization, user, name, file.read(), confidentiality)


@transaction.atomic
def change_class(document: Document, user: User | None, confidentiality: str) -> None:
    """Give a document another confidentiality class; what is not sent yet is checked against the new one."""
    if confidentiality not in Confidentiality.values:
        raise EvaluationRefused("class", _unknown_class(confidentiality))
    before = Document.objects.select_for_update().get(pk=document.pk).confidentiality
    if before == confidentiality:
        return
    Document.objects.filter(pk=document.pk).update(confidentiality=confidentiality)
    record(
        document.organization,
        user,
        "document.class_changed",
        document.name,
        before=before,
        after=confidentiality,
    )


def is_lowering(before: str, after: str) -> bool:
    """Whether the change lets a document go to more places than before."""
    order = list(Confidentiality.values)
    return order.index(after) < order.index(before)


def parse_document(document_id: int) -> None:
    """Read one document in a limited child process and store its passages; safe to call twice."""
    document = _claim(document_id)
    if document is None:
        return
    if document.attempt > MAX_ATTEMPTS:
        _refuse(document, "gave-up", GIVEN_UP)
        return
    try:
        with kept(lambda: _mine(document).update(lease_until=lease_end())):
            _read(document)
    except DocumentRefused as refusal:
        _refuse(document, refusal.code, refusal.message)


def _read(document: Document) -> None:
    if is_bundle(document.name):
        _store_bundle(document, *unpack(document))
        return
    limits = Limits(file_bytes=settings.DOCUMENT_MAX_BYTES)
    _store(document, parse_safely(Path(document.file.path), document.name, limits))


def _claim(document_id: int) -> Document | None:
    """Lease the document to this process; None when it is done, removed, or somebody else reads it."""
    owner = new_owner()
    waiting = Document.objects.filter(
        pk=document_id, state__in=[DocumentState.WAITING, DocumentState.PARSING]
    )
    with transaction.atomic():
        document = waiting.filter(free()).select_for_update().first()
        if document is None:
            return None
        Document.objects.filter(pk=document.pk).update(
            state=DocumentState.PARSING, owner=owner, attempt=document.attempt + 1, lease_until=lease_end()
        )
    # None again when a person removed it in the meantime.
    return Document.objects.select_related("organization").filter(pk=document.pk).first()


@transaction.atomic
def _store(document: Document, parsed: ParsedDocument) -> None:
    if not _finish(document, DocumentState.READY, **_columns(parsed)):
        return
    document.passages.all().delete()
    Passage.objects.bulk_create(
        [
            Passage(
                document=document,
                ordinal=ordinal,
                text=passage.text,
                text_sha256=hashlib.sha256(passage.text.encode()).hexdigest(),
                kind=passage.locator.kind,
                number=passage.locator.number,
                label=passage.locator.label[:200],
                heading_path=list(passage.heading_path),
            )
            for ordinal, passage in enumerate(parsed.passages)
        ]
    )
    record(document.organization, None, "document.read", document.name, passages=len(parsed.passages))


@transaction.atomic
def _store_bundle(document: Document, members: int, notices: tuple[Notice, ...]) -> None:
    """Close the ZIP's own row; its content is now that of its documents, and is not kept twice."""
    columns = {"media_type": MEDIA_TYPE, "units": members, "notices": _rows(notices)}
    if _finish(document, DocumentState.UNPACKED, **columns):
        _drop_file(document)
        record(document.organization, None, "document.unpacked", document.name, documents=members)


@transaction.atomic
def _refuse(document: Document, code: str, message: Text) -> None:
    if _finish(document, DocumentState.REFUSED, refusal=as_row(code, message)):
        _drop_file(document)
        record(document.organization, None, "document.refused", document.name, code=code)


def _drop_file(document: Document) -> None:
    document.file.delete(save=False)
    Document.objects.filter(pk=document.pk).update(file="")


def _finish(document: Document, state: DocumentState, **columns: Any) -> bool:
    """Write the end, fenced: a reader that lost its lease changes nothing."""
    return bool(_mine(document).update(state=state, lease_until=None, parsed_at=timezone.now(), **columns))


def _mine(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(
        pk=document.pk, owner=document.owner, attempt=document.attempt, state=DocumentState.PARSING
    )


def _columns(parsed: ParsedDocument) -> dict[str, Any]:
    return {
        "media_type": parsed.media_type,
        "language": parsed.language,
        "encoding": parsed.encoding or "",
        "units": parsed.units,
        "notices": _rows(parsed.notices),
    }


def _rows(notices: tuple[Notice, ...]) -> list[dict[str, str]]:
    return [{"code": n.code, "where": n.where, "ja": n.message.ja, "en": n.message.en} for n in notices]


def _too_large(name: str) -> Text:
    limit = settings.DOCUMENT_MAX_BYTES // 2**20
    return Text(
        f"「{name}」は上限の{limit}MBを超えるため追加できません。ほかのファイルは追加されています。"
        "ファイルを分割してから、もう一度追加してください。",
        f'"{name}" is larger than the limit of {limit} MB and was not added. The other files were. '
        "Split the file and add it again.",
    )


def _unknown_class(value: str) -> Text:
    return Text(
        f"機密区分「{value}」は選べません。何も追加していません。一覧から選び直してください。",
        f'"{value}" is not a confidentiality class. Nothing was added. Choose one from the list.',
    )

"""Tokens by which machines of a company send readings: shown once, kept as a hash, revocable, limited in rate."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from adoption.errors import PilotRefused
from adoption.models import ReadingToken
from language.text import Text

PREFIX = "shirube_w_"
WINDOW = timedelta(minutes=1)
MOST_REQUESTS = 60  # of one token in one window


class TooManyRequests(PilotRefused):
    """The token was used too often within a minute; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            Text(
                "1分間の回数の上限に達しました。何も記録していません。{seconds}秒後に送り直してください。",
                "Too many requests within a minute. Nothing was recorded. Send again in {seconds} seconds.",
            ).filled(seconds=seconds)
        )
        self.seconds = seconds


@dataclass(frozen=True)
class NewToken:
    row: ReadingToken
    secret: str  # shown once and never again


@transaction.atomic
def issue_token(organization: Organization, name: str, by: User) -> NewToken:
    """Make a token; only its hash is stored."""
    if not name.strip():
        raise PilotRefused(
            Text(
                "トークンの名前を入力してください。何も発行していません。",
                "Enter a name for the token. None was issued.",
            )
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ReadingToken.objects.create(
        organization=organization, name=name.strip(), token_sha256=_hashed(secret), created_by=by
    )
    record(organization, by, "reading_token.issued", row.name, token=row.pk)
    return NewToken(row, secret)


@transaction.atomic
def revoke_token(row: ReadingToken, by: User) -> None:
    """End a token at once; revoking twice changes nothing."""
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(row.organization, by, "reading_token.revoked", row.name, token=row.pk)


@transaction.atomic
def use_token(secret: str) -> ReadingToken | None:
    """Return the token and count its use; None for an unknown or revoked one. Raises TooManyRequests."""
    rows = ReadingToken.objects.select_for_update(of=("self",)).select_related("organization")
    row = rows.filter(token_sha256=_hashed(secret), revoked_at__isnull=True).first()
    if row is None:
        return None
    now = timezone.now()
    if row.window_started_at is None or now - row.window_started_at >= WINDOW:
        row.window_started_at, row.window_requests = now, 0
    if row.window_requests >= MOST_REQUESTS:
        raise TooManyRequests(max(1, int((row.window_started_at + WINDOW - now).total_seconds())))
    row.window_requests, row.last_used_at = row.window_requests + 1, now
    row.save(update_fields=["window_started_at", "window_requests", "last_used_at"])
    return row


def _hashed(secret: str) -> str:
    """A random secret of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()

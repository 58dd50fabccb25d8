"""The key that seals workbooks, derived from the server's secret."""

import hashlib

from django.conf import settings


def seal_key() -> bytes:
    """Return 32 bytes that only this server can derive; the secret itself is never used as a key."""
    return hashlib.sha256(b"shirube workbook seal\0" + settings.SECRET_KEY.encode()).digest()

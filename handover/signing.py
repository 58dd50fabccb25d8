"""The key with which this server signs bundles (Ed25519), and what a person compares by telephone: its fingerprint.

The key is derived from the server's secret, as the seal of workbooks is: web and workers have the same one, and there
is no file to lose. A server with a new secret has a new fingerprint.
"""

import base64
import binascii
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

ALGORITHM = "ed25519"
# 32 hexadecimal digits, 128 bits, can be read out; finding a second key with the same ones cannot be done.
SPOKEN_DIGITS = 32


def sign(content: bytes) -> bytes:
    """Return the file that says who signed `content`: public key and signature as JSON."""
    key = _private_key()
    stated = {
        "algorithm": ALGORITHM,
        "public_key": _text(key.public_key().public_bytes_raw()),
        "signature": _text(key.sign(content)),
    }
    return json.dumps(stated).encode()


def signer_of(content: bytes, stated: bytes) -> str | None:
    """Return the fingerprint of the key that signed `content`; None when the signature does not fit."""
    try:
        found: Any = json.loads(stated)
        if not isinstance(found, dict) or found.get("algorithm") != ALGORITHM:
            return None
        public = base64.b64decode(str(found["public_key"]), validate=True)
        signature = base64.b64decode(str(found["signature"]), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError, KeyError, binascii.Error, RecursionError):
        return None
    return fingerprint(public)


def own_fingerprint() -> str:
    """The fingerprint of this server."""
    return fingerprint(_private_key().public_key().public_bytes_raw())


def fingerprint(public_key: bytes) -> str:
    """Eight groups of four digits that two people can compare by telephone.

    >>> fingerprint(bytes(32))
    '6668 7AAD F862 BD77 6C8F C18B 8E9F 8E20'
    """
    digits = hashlib.sha256(public_key).hexdigest()[:SPOKEN_DIGITS].upper()
    return " ".join(digits[at : at + 4] for at in range(0, SPOKEN_DIGITS, 4))


def _private_key() -> Ed25519PrivateKey:
    seed = hashlib.sha256(b"shirube handover key\0" + settings.SECRET_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()

"""Who a workbook says it is, sealed so that the claim cannot be made up; it is still only a claim."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

SCHEMA_VERSION = 2
READABLE_SCHEMAS = (1, 2)


@dataclass(frozen=True)
class Identity:
    """The ids a workbook carries: which file, which plan, which revision its inputs were."""

    workbook_id: str
    schema_version: int
    plan_id: int
    base_revision: int
    inputs_sha256: str


def seal_of(identity: Identity, key: bytes) -> str:
    """Return the HMAC-SHA256 of an identity, in hex."""
    content = json.dumps(asdict(identity), sort_keys=True, separators=(",", ":"))
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def is_sealed(identity: Identity, seal: str, key: bytes) -> bool:
    """Say whether a seal belongs to an identity, in constant time."""
    return hmac.compare_digest(seal_of(identity, key).encode(), seal.encode())


@dataclass(frozen=True)
class Sealed:
    """An identity with its seal, as it is written into a workbook."""

    identity: Identity
    seal: str


def sealed(identity: Identity, key: bytes) -> Sealed:
    """Seal an identity."""
    return Sealed(identity, seal_of(identity, key))

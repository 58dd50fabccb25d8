"""Takes one field out of a protobuf message without the protobuf library and its generated classes."""

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def field_bytes(message: bytes, number: int) -> bytes:
    """Return the first length-delimited field with this number; raise KeyError when there is none.

    >>> field_bytes(b"\\x08\\x96\\x01\\x12\\x02hi", 2)
    b'hi'
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        length, at = _length(message, at, kind)
        if kind == BYTES and tag >> 3 == number:
            return message[at : at + length]
        at += length
    raise KeyError(number)


def _length(message: bytes, at: int, kind: int) -> tuple[int, int]:
    """Return how many bytes the value has and where it begins."""
    if kind == BYTES:
        return _varint(message, at)
    if kind == VARINT:
        return _varint(message, at)[1] - at, at
    return {FIXED64: 8, FIXED32: 4}[kind], at


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at += 1
        shift += 7
        if byte < 128:
            return value, at

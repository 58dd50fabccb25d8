"""Reads the compact file in which multilingual-e5-small is distributed: word pieces, then 4-bit tensors.

Little-endian throughout. Header "E5S1", version, seven sizes, epsilon, block size; the unigram vocabulary
with its scores; a normaliser table (not needed: sentencepiece has the original); a tensor directory.
A Q4_0 block is one float16 scale and 16 bytes for 32 weights: low nibbles first, each minus 8.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
Q4_BLOCK = 32
Q4_BLOCK_BYTES = 18
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True)
class SpecialIds:
    """Token numbers with a meaning of their own."""

    bos: int
    eos: int
    pad: int
    unknown: int


class E5File:
    """The opened file; tensors are decoded when asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = memoryview(path.read_bytes())
        self._at = 0
        if bytes(self._bytes[:4]) != MAGIC:
            raise ValueError(f"{path.name} does not begin with {MAGIC!r}")
        self._at = 4
        self._take("<I")
        self.shape = Shape(*self._take("<7i"))
        (self.epsilon,) = self._take("<f")
        self._take("<i")
        self.pieces, self.special = self._read_vocabulary()
        self._skip_normaliser()
        self._tensors = self._read_directory()

    def floats(self, name: str, *shape: int) -> Floats:
        """Return a tensor stored as float32."""
        at, length = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", length // 4, at).reshape(shape)

    def dequantised(self, name: str, rows: int, columns: int) -> Floats:
        """Return a Q4_0 tensor as float32 of shape (rows, columns)."""
        at, _ = self._tensors[name]
        blocks = rows * columns // Q4_BLOCK
        raw = np.frombuffer(self._bytes, np.uint8, blocks * Q4_BLOCK_BYTES, at)
        return dequantise_q4_0(raw).reshape(rows, columns)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _read_vocabulary(self) -> tuple[list[tuple[str, float]], SpecialIds]:
        count, *special = self._take("<5i")
        (blob_length,) = self._take("<Q")
        ends = np.frombuffer(self._bytes, "<u4", count + 1, self._at)
        self._at += ends.nbytes
        scores = np.frombuffer(self._bytes, "<f4", count, self._at)
        self._at += scores.nbytes
        blob = bytes(self._bytes[self._at : self._at + blob_length])
        self._at += blob_length
        words = (blob[ends[n] : ends[n + 1]].decode("utf-8", "replace") for n in range(count))
        return list(zip(words, (float(score) for score in scores), strict=True)), SpecialIds(*special)

    def _skip_normaliser(self) -> None:
        _, length = self._take("<iI")
        self._at += length

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._take("<i")
        return dict(self._read_tensor_row() for _ in range(count))

    def _read_tensor_row(self) -> tuple[str, tuple[int, int]]:
        (name_length,) = self._take("<H")
        name = bytes(self._bytes[self._at : self._at + name_length]).decode()
        self._at += name_length
        _, _, at, length = self._take("<BIQQ")
        return name, (at, length)


def dequantise_q4_0(raw: NDArray[np.uint8]) -> Floats:
    """Decode whole Q4_0 blocks into float32, 32 weights a block.

    Scale 0.5 and the byte 0x9f: low nibble 15 gives (15 - 8) * 0.5 = 3.5 for weight 0, high nibble 9 gives
    (9 - 8) * 0.5 = 0.5 for weight 16.
    """
    blocks = raw.reshape(-1, Q4_BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * scale).ravel()

"""What every format reader returns before packing."""

from dataclasses import dataclass

from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice


@dataclass(frozen=True)
class Reading:
    """Blocks in reading order with the notices of one file; `units` as in ParsedDocument."""

    blocks: tuple[Block, ...]
    notices: tuple[Notice, ...]
    units: int
    encoding: str | None = None

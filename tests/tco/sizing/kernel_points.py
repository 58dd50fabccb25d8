"""Times per token that another program composed from kernel measurements: (batch, input, output, milliseconds).

aiconfigurator 0.12.0, `cli estimate --system h100_sxm --backend vllm`, one GPU, bf16, run on 2026-11-22.
"""

from tco.sizing.points import MeasuredPoint

QWEN3_8B = (
    (1, 1000, 500, 6.375),
    (8, 1000, 500, 7.267),
    (1, 3000, 500, 6.457),
    (8, 3000, 500, 8.983),
    (32, 3000, 500, 15.893),
    (16, 8000, 500, 20.335),
    (64, 1000, 500, 13.774),
    (128, 500, 1000, 14.548),
)
QWEN3_30B_A3B = (
    (1, 1000, 500, 4.691),
    (8, 1000, 500, 10.893),
    (1, 3000, 500, 4.746),
    (8, 3000, 500, 11.912),
    (32, 3000, 500, 25.701),
    (16, 8000, 500, 21.068),
    (64, 1000, 500, 26.388),
    (128, 500, 1000, 29.105),
)


def points(rows) -> list[MeasuredPoint]:
    return [MeasuredPoint(batch, read, written, ms / 1000) for batch, read, written, ms in rows]

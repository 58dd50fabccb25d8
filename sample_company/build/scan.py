"""A clean picture of a page becomes one that looks photocopied: turned a little, greyed, speckled."""

import io

import numpy as np
from PIL import Image, ImageFilter

TURN_DEGREES = 0.7
PAPER = (246, 244, 238)
GRAIN = 7.0
SPECKS = 350
SEED = 421


def photocopied(png: bytes) -> bytes:
    """Return a JPEG of the page as an office copier would hand it back; the same input gives the same bytes."""
    page = Image.open(io.BytesIO(png)).convert("RGB")
    turned = page.rotate(TURN_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    soft = turned.filter(ImageFilter.GaussianBlur(0.6))
    target = io.BytesIO()
    Image.fromarray(_with_grain(np.asarray(soft, dtype=np.float64))).save(target, "JPEG", quality=72)
    return target.getvalue()


def _with_grain(pixels: np.ndarray) -> np.ndarray:
    draw = np.random.default_rng(SEED)
    height, width, _ = pixels.shape
    tinted = pixels * (np.array(PAPER) / 255)
    tinted += draw.normal(0, GRAIN, (height, width, 1))
    tinted[draw.integers(0, height, SPECKS), draw.integers(0, width, SPECKS)] = 90
    tinted[:, :14] -= np.linspace(70, 0, 14)[None, :, None]  # the dark edge of a lid not quite closed
    return np.clip(tinted, 0, 255).astype(np.uint8)

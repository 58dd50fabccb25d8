"""The real small models, made ready once for all tests, in the cache that the product itself uses."""

import os
from pathlib import Path

import pytest

from evaluations.weights.store import PreparedWeights, prepare

PROJECT = Path(__file__).resolve().parents[3]


def weights_cache() -> Path:
    return Path(os.environ.get("SHIRUBE_WEIGHTS_CACHE") or PROJECT / "var" / "weights")


def ready(key: str) -> PreparedWeights:
    return prepare(key, weights_cache())


@pytest.fixture(scope="session")
def smollm() -> PreparedWeights:
    return ready("smollm2-135m-instruct")


@pytest.fixture(scope="session")
def e5() -> PreparedWeights:
    return ready("multilingual-e5-small")


@pytest.fixture(scope="session")
def minilm() -> PreparedWeights:
    return ready("all-minilm-l6-v2")

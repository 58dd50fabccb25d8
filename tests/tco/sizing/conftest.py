"""A dense model and a mixture of experts with published configurations, and a card."""

import pytest

from catalogue.gpus import gpus
from catalogue.models import models
from tco.sizing.served import Accelerator, ServedModel, accelerator, served_model


@pytest.fixture
def h100() -> Accelerator:
    return accelerator(gpus()["h100-sxm"])


@pytest.fixture
def dense() -> ServedModel:
    return served_model(models()["qwen3-8b"], "bf16")


@pytest.fixture
def mixture() -> ServedModel:
    return served_model(models()["qwen3-30b-a3b"], "bf16")

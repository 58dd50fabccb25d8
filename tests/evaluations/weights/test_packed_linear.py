"""Packed layers answer as the model's own do."""

from typing import Any

import numpy as np
import pytest

from evaluations.retrieval import dense
from evaluations.retrieval.dense import load_embedder
from evaluations.weights.packed_linear import pack_linear_layers

pytestmark = pytest.mark.models
TEXTS = [f"{n} 主軸の軸受は三か月ごとに給脂する the spindle bearing " * (n % 7 + 1) for n in range(40)]


@pytest.fixture
def packs(monkeypatch):
    """As if on a processor with AVX-512: the packed layers compute the same on every other."""
    import torch

    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")


def test_vectors_are_those_of_the_unpacked_model(minilm, packs, monkeypatch):
    def load():
        return load_embedder(minilm.folder, "all-minilm-l6-v2", minilm.entry.file_sha256, "cpu")

    packed = load().embed_passages(TEXTS)
    monkeypatch.setattr(dense, "pack_linear_layers", lambda _model: None)
    plain = load().embed_passages(TEXTS)
    assert np.abs(packed - plain).max() < 1e-5


def test_plain_layers_are_packed_and_others_are_left_alone(packs):
    import torch

    class Own(torch.nn.Linear):
        def forward(self, rows):
            return super().forward(rows) * 2

    model = torch.nn.Sequential(
        torch.nn.Linear(8, 6),
        Own(6, 6),
        torch.nn.Linear(6, 6, dtype=torch.float64),
        torch.nn.Sequential(torch.nn.Linear(8, 4, bias=False)),
    )
    before = [type(layer).__name__ for layer in model]
    rows = torch.randn(2, 3, 8)
    with torch.inference_mode():
        expected = model[0](rows), model[3](rows)
        pack_linear_layers(model)
        found = model[0](rows), model[3](rows)
    assert [type(layer).__name__ for layer in model] == ["PackedLinear", *before[1:]]
    assert type(model[3][0]).__name__ == "PackedLinear"
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)


def test_a_packed_layer_still_tells_the_type_of_its_weights(packs):
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(8, 6))
    pack_linear_layers(model)
    weight: Any = model[0].weight
    assert (weight.dtype, weight.shape) == (torch.float32, (6, 8))


def test_on_other_processors_the_layers_stay_as_they_are(monkeypatch):
    import torch

    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    model = torch.nn.Sequential(torch.nn.Linear(8, 6))
    pack_linear_layers(model)
    assert type(model[0]) is torch.nn.Linear

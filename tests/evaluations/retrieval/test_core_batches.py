"""Texts in batches of like length, and one batch for every core."""

import doctest
import importlib
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.retrieval.core_batches import budget_of, one_batch_a_core, token_batches
from evaluations.retrieval.dense import load_embedder

MODULE = "evaluations.retrieval.core_batches"
LENGTHS = st.lists(st.integers(0, 600), max_size=80)


def test_its_examples_hold():
    assert doctest.testmod(importlib.import_module(MODULE)).failed == 0


@given(LENGTHS, st.integers(1, 1000))
def test_every_text_is_in_one_batch(lengths, budget):
    batches = token_batches(lengths, budget)
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 1000))
def test_no_batch_of_several_texts_holds_more_than_its_budget_with_its_padding(lengths, budget):
    for batch in token_batches(lengths, budget):
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= budget


def test_few_texts_are_shared_out_among_the_cores():
    lengths = [100] * 8
    assert len(token_batches(lengths, budget_of(lengths, cores=4))) == 4


@pytest.mark.models
def test_every_batch_has_one_thread_and_afterwards_torch_has_its_own_again():
    import torch

    before = torch.get_num_threads()
    seen = one_batch_a_core(lambda _: (torch.get_num_threads(), threading.current_thread().name), [1, 2, 3])
    assert {threads for threads, _ in seen} == {1}
    assert threading.current_thread().name not in {name for _, name in seen}
    assert torch.get_num_threads() == before


@pytest.mark.models
def test_a_batch_that_fails_says_so_and_torch_has_its_threads_again():
    import torch

    before = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError):
        one_batch_a_core(lambda n: 1 / n, [1, 0])
    assert torch.get_num_threads() == before


@pytest.mark.models
def test_vectors_are_those_of_one_text_at_a_time(minilm):
    embedder = load_embedder(minilm.folder, "all-minilm-l6-v2", minilm.entry.file_sha256, "cpu")
    texts = [f"{number} the spindle bearing must be greased " * (number + 1) for number in range(24)]
    together = embedder.embed_passages(texts)
    for text, row in zip(texts, together, strict=True):
        assert float(embedder.embed_passages([text])[0] @ row) > 0.9999
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(24), abs=1e-5)

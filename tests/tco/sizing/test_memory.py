"""Weights and contexts in memory, against published configurations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.models import Architecture, models
from tco.sizing.memory import (
    BITS,
    ContextMemory,
    context_memory,
    dense_parameters,
    most_sequences,
    weight_bytes,
)
from tco.sizing.refusal import SizingRefused
from tco.sizing.served import served_model
from tests.tco.cases import sizing_case

W02, W03, W04 = (sizing_case(name) for name in ("W02", "W03", "W04"))
KNOWN = [
    card for card in models().values() if card.architecture and card.architecture.kv_bytes_per_token_bf16
]


def architecture(name: str) -> Architecture:
    inputs = W02["inputs"]
    if name in inputs["models"]:
        layers, heads, width = inputs["models"][name]
        return Architecture("gqa", layers=layers, kv_heads=heads, head_dim=width)
    if name in inputs["mla"]:
        return Architecture("mla", **inputs["mla"][name])
    row = dict(inputs["sliding"][name])
    return Architecture("sliding", layers=row.pop("local_layers") + row["global_layers"], **row)


@pytest.mark.parametrize("name", W02["expected"]["bytes_per_token"])
def test_a_token_takes_the_published_bytes(name):
    found = context_memory(architecture(name), W02["inputs"]["bytes_per_element"])
    assert found.bytes_per_token == W02["expected"]["bytes_per_token"][name]
    assert found.fixed_bytes == W02["expected"]["fixed_window_bytes_per_sequence"].get(name, 0)


@pytest.mark.parametrize("card", KNOWN, ids=lambda card: card.id)
def test_the_catalogue_states_what_its_architecture_gives(card):
    found = context_memory(card.architecture)
    assert found.bytes_per_token == card.architecture.kv_bytes_per_token_bf16
    assert found.fixed_bytes == (card.architecture.kv_fixed_bytes_bf16 or 0)


def test_the_catalogue_covers_every_kind_of_attention():
    assert {card.architecture.attention for card in KNOWN} == {"gqa", "mla", "sliding"}
    assert len(KNOWN) >= 15


def test_mla_saves_seventy_times_and_is_copied_to_every_rank():
    mla = context_memory(architecture("deepseek-v3"))
    assert 61 * 128 * (192 + 128) * 2 / mla.bytes_per_token == pytest.approx(71.1, abs=0.1)
    assert mla.shards(8) == 1


def test_keys_are_split_only_as_far_as_there_are_heads():
    four_heads = context_memory(architecture("qwen3-30b-a3b"))
    assert [four_heads.shards(ranks) for ranks in (1, 2, 4, 8)] == [1, 2, 4, 4]


def test_one_head_for_all_queries_is_multi_query():
    one = Architecture("gqa", layers=32, kv_heads=1, head_dim=128)
    assert context_memory(one).bytes_per_token == 131072 / 8
    assert context_memory(one).shards(8) == 1


def test_linear_attention_holds_a_state_that_does_not_grow():
    found = context_memory(Architecture("linear", state_bytes=1_000_000))
    assert found.sequence_bytes(100) == found.sequence_bytes(100_000) == 1_000_000


@pytest.mark.parametrize("name", W03["expected"]["params"])
def test_parameters_are_those_published(name):
    row = dict(W03["inputs"]["dense"][name])
    assert dense_parameters(intermediate=row.pop("ffn"), **row) == W03["expected"]["params"][name]


def test_weights_take_the_published_bytes():
    assert W03["inputs"]["quant_bits"] == BITS
    gib = weight_bytes(W03["expected"]["params"]["llama-3-8b"], "bf16") / 2**30
    assert gib == pytest.approx(W03["expected"]["gib_bf16_llama_3_8b"], rel=1e-6)


def test_the_open_20b_model_weighs_what_its_file_weighs():
    """Its card states 12.8 GiB: experts in 4.25 bits, the rest in bf16."""
    served = served_model(models()["gpt-oss-20b"], "mxfp4")
    assert served.weight_bytes / 2**30 == pytest.approx(12.8, rel=0.01)


def test_as_many_sequences_fit_as_worked_out():
    row = W04["inputs"]
    found = most_sequences(
        memory_bytes=row["gpu_memory_bytes"],
        usable_share=row["usable"],
        weights=row["weights_bytes"],
        other_bytes=row["other_bytes"],
        context=ContextMemory(row["kv_bytes_per_token"], 0, 8),
        tokens=row["context"],
    )
    assert found == W04["expected"]["max_sequences"]


@given(
    memory=st.floats(1e9, 1e12),
    more=st.floats(0, 1e12),
    weights=st.floats(0, 1e12),
    tokens=st.floats(1, 1e6),
    ranks=st.sampled_from([1, 2, 4, 8]),
)
def test_more_memory_never_holds_fewer_sequences(memory, more, weights, tokens, ranks):
    def fits(size: float) -> int:
        return most_sequences(
            memory_bytes=size,
            usable_share=0.9,
            weights=weights,
            other_bytes=3.5 * 2**30,
            context=ContextMemory(131072, 1000, 8),
            tokens=tokens,
            tensor_parallel=ranks,
        )

    assert 0 <= fits(memory) <= fits(memory + more)


@pytest.mark.parametrize("name", ["gpt-4.1", "plamo-2-8b", "minimax-m1"])
def test_a_model_whose_architecture_is_not_known_is_refused_in_words(name):
    with pytest.raises(SizingRefused) as caught:
        served_model(models()[name], "bf16")
    assert "計算できません" in caught.value.message.ja
    assert "cannot be calculated" in caught.value.message.en

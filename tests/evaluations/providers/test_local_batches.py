import functools
import random

import pytest

from evaluations.providers.local import rolling_batch
from evaluations.providers.local.paged_batch import PagedBatch, can_page
from evaluations.providers.local.request import Line, Produced, Request
from evaluations.providers.local.rolling_batch import RollingBatch, can_roll
from evaluations.providers.local.static_batch import StaticBatch
from evaluations.providers.protocol import EndpointDown
from tests.evaluations.providers.tiny_network import END, VOCABULARY, answers_of, meter, tiny_model

chance = random.Random(5)
PROMPTS = [
    tuple(chance.randrange(8, VOCABULARY) for _ in range(length))
    for length in (3, 61, 12, 90, 5, 33, 34, 7, 48, 4, 20, 75)
]
LENGTHS = [5, 17, 1, 9, 24, 3, 30, 12, 2, 8, 15, 6]


@pytest.fixture(scope="module")
def model():
    return tiny_model()


@pytest.fixture(scope="module")
def alone(model):
    """What transformers' own loop answers to each prompt by itself."""
    answers = [
        answers_of(StaticBatch(model, meter(), sequences=1), [prompt], [length])[0]
        for prompt, length in zip(PROMPTS, LENGTHS, strict=True)
    ]
    return [answer.tokens for answer in answers]


def tokens(answers):
    return [answer.tokens for answer in answers]


def test_prompts_and_answers_are_of_mixed_length_and_some_end_by_themselves(alone):
    assert len({len(answer) for answer in alone}) > 4
    assert any(answer[-1] == END for answer in alone)


@pytest.mark.parametrize("sequences", [1, 3, 5, 32])
def test_a_rolling_batch_answers_as_each_prompt_alone(model, alone, sequences):
    assert tokens(answers_of(RollingBatch(model, meter(), sequences), PROMPTS, LENGTHS)) == alone


@pytest.mark.parametrize("kind", ["qwen2", "qwen3", "phi3"])
def test_other_architectures_too(kind):
    other = tiny_model(kind, pad_token_id=0, eos_token_id=END, bos_token_id=1)
    assert can_roll(other.network)
    each = [
        answers_of(StaticBatch(other, meter(), 1), [prompt], [length])[0]
        for prompt, length in zip(PROMPTS, LENGTHS, strict=True)
    ]
    assert tokens(answers_of(RollingBatch(other, meter(), 4), PROMPTS, LENGTHS)) == tokens(each)


def test_a_static_batch_answers_as_each_prompt_alone(model, alone):
    assert tokens(answers_of(StaticBatch(model, meter(), 4), PROMPTS, LENGTHS)) == alone


def test_continuous_batching_of_transformers_answers_as_each_prompt_alone(model, alone, monkeypatch):
    import transformers

    assert can_page(model.network)
    # On a processor the manager would fill most of the machine's memory with masks at every step; here one step is
    # shorter than the longest prompt, which is therefore taken in by pieces.
    small = functools.partial(transformers.ContinuousBatchingConfig, max_batch_tokens=64, num_blocks=16)
    monkeypatch.setattr(transformers, "ContinuousBatchingConfig", small)
    engine = PagedBatch(model, meter(), sequences=4)
    try:
        answers = answers_of(engine, PROMPTS, LENGTHS)
        again = answers_of(engine, PROMPTS[:2], LENGTHS[:2])  # the manager is kept between batches
    finally:
        engine.close()
    assert tokens(answers) == alone
    assert tokens(again) == alone[:2]
    assert all(0 < answer.ttft_s <= answer.total_s for answer in answers)


def test_what_arrives_while_a_batch_runs_joins_it(model, alone):
    line, answers = Line(), {}

    def first_done(produced):
        answers[0] = produced
        line.put(Request(PROMPTS[1], LENGTHS[1], lambda late: answers.__setitem__(1, late)))

    line.put(Request(PROMPTS[2], LENGTHS[2], first_done))
    line.put(Request(PROMPTS[6], LENGTHS[6], lambda long: answers.__setitem__(2, long)))
    RollingBatch(model, meter(), 4).work(line)
    assert [answers[key].tokens for key in (0, 1, 2)] == [alone[2], alone[1], alone[6]]
    assert answers[1].batch_size == 2


def test_short_answers_do_not_wait_for_long_ones(model):
    finished: list[Produced | Exception] = []
    line = Line([Request(PROMPTS[0], length, finished.append) for length in (40, 2, 2, 2)])
    RollingBatch(model, meter(), 2).work(line)
    lengths = [len(answer.tokens) for answer in finished]
    assert lengths[-1] == max(lengths) > 6
    assert max(lengths[:3]) <= 2


def test_models_with_other_states_than_keys_and_values_get_batches_that_start_and_end_together():
    sliding = tiny_model("mistral", sliding_window=16)
    assert not can_roll(sliding.network)
    each = [answers_of(StaticBatch(sliding, meter(), 1), [prompt], [6])[0] for prompt in PROMPTS[:4]]
    assert tokens(answers_of(StaticBatch(sliding, meter(), 4), PROMPTS[:4], [6] * 4)) == tokens(each)


# --- temperature


@pytest.mark.parametrize("sequences", [1, 3])
def test_a_sampled_answer_depends_on_its_seed_and_not_on_its_company(model, sequences):
    drawn = answers_of(RollingBatch(model, meter(), sequences), PROMPTS, LENGTHS, temperature=0.9, seed=11)
    alone = [
        answers_of(RollingBatch(model, meter(), 1), [prompt], [length], temperature=0.9, seed=11)[0]
        for prompt, length in zip(PROMPTS, LENGTHS, strict=True)
    ]
    other = answers_of(RollingBatch(model, meter(), 1), PROMPTS, LENGTHS, temperature=0.9, seed=12)
    assert tokens(drawn) == tokens(alone)
    assert tokens(other) != tokens(alone)


# --- memory


@pytest.fixture
def asked(model, monkeypatch):
    """How many sequences were computed in each step."""
    forward, sizes = model.network.forward, []

    @functools.wraps(forward)
    def noted(**inputs):
        sizes.append(inputs["input_ids"].shape[0])
        return forward(**inputs)

    monkeypatch.setattr(model.network, "forward", noted)
    return sizes


@pytest.fixture
def little_memory(model, asked, monkeypatch):
    """A network that computes at most two sequences at once."""
    forward = model.network.forward

    @functools.wraps(forward)
    def limited(**inputs):
        made = forward(**inputs)
        if inputs["input_ids"].shape[0] > 2:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to")
        return made

    monkeypatch.setattr(model.network, "forward", limited)


def test_out_of_memory_halves_the_batch_goes_on_and_remembers(model, alone, asked, little_memory):
    engine = RollingBatch(model, meter(), 8)
    assert tokens(answers_of(engine, PROMPTS, LENGTHS)) == alone
    assert engine.size.most <= 2
    asked.clear()
    assert tokens(answers_of(engine, PROMPTS, LENGTHS)) == alone
    assert max(asked) <= 2


def test_a_question_that_does_not_fit_alone_fails_with_a_sentence_and_the_others_go_on(
    model, alone, monkeypatch
):
    forward = model.network.forward

    def limited(**inputs):
        if inputs["input_ids"].shape[1] > 80:
            raise MemoryError
        return forward(**inputs)

    monkeypatch.setattr(model.network, "forward", limited)
    answers = answers_of(RollingBatch(model, meter(), 4), PROMPTS, LENGTHS)
    assert isinstance(answers[3], EndpointDown)
    assert answers[3].code == "out-of-memory"
    assert [one.tokens for one in answers if one is not answers[3]] == [*alone[:3], *alone[4:]]


@pytest.mark.parametrize(("tokens_that_fit", "most"), [(0, 1), (10_000, 8)])
def test_only_as_many_sequences_as_fit_into_the_memory_are_taken_in(
    model, alone, asked, monkeypatch, tokens_that_fit, most
):
    per_token = 2 * 2 * 2 * 16 * 4  # keys and values, layers, heads, head size, bytes
    free = per_token * tokens_that_fit / rolling_batch.MEMORY_SHARE
    monkeypatch.setattr(rolling_batch, "available_bytes", lambda _: free)
    assert tokens(answers_of(RollingBatch(model, meter(), 8), PROMPTS, LENGTHS)) == alone
    assert max(asked) == most


def test_a_defect_reaches_every_question_of_the_batch_and_no_other(model, alone, monkeypatch):
    engine = RollingBatch(model, meter(), 4)
    with monkeypatch.context() as patched:
        patched.setattr(model.network, "forward", lambda **_: 1 / 0)
        broken = answers_of(engine, PROMPTS[:3], LENGTHS[:3])
    assert all(isinstance(one, ZeroDivisionError) for one in broken)
    assert tokens(answers_of(engine, PROMPTS, LENGTHS)) == alone


# --- measuring


def test_every_answer_and_every_batch_is_measured(model):
    counted = meter()
    answers = answers_of(RollingBatch(model, counted, 4), PROMPTS, LENGTHS)
    points = counted.take()
    assert sum(point.output_tokens for point in points) == sum(len(one.tokens) for one in answers)
    assert sum(point.input_tokens for point in points) == sum(map(len, PROMPTS))
    assert all(1 <= point.batch_size <= 4 and point.wall_s > 0 for point in points)
    assert all(0 < one.ttft_s <= one.total_s and 1 <= one.batch_size <= 4 for one in answers)
    assert all(one.energy_j is None for one in answers)
    assert counted.take() == []

import asyncio

import pytest

from evaluations.providers.llama_server import LlamaServer
from evaluations.providers.local_transformers import LocalTransformers
from evaluations.providers.protocol import ContextTooLong, GenerationSettings, Message
from evaluations.weights.store import PreparedWeights
from tests.evaluations.weights.prepared import ready

pytestmark = pytest.mark.models

SHORT = GenerationSettings(max_new_tokens=8)


def asked(text: str) -> list[Message]:
    return [Message("user", text)]


CONVERSATIONS = [
    asked("What is the capital of France? Answer in one word."),
    asked("Say hello."),
    asked("Write a very long story about a factory. " * 5),
    asked("日本の首都はどこですか。"),
]


@pytest.fixture(scope="module")
def model(smollm: PreparedWeights):
    made = LocalTransformers(smollm.folder, device="cpu")
    yield made
    asyncio.run(made.aclose())


@pytest.fixture(scope="module")
def together(model):
    return model.generate_batch(CONVERSATIONS, SHORT)


def test_a_real_model_answers_and_what_it_took_is_measured(model):
    answer = model.generate_batch([CONVERSATIONS[0]], GenerationSettings(max_new_tokens=24))[0]
    assert "Paris" in answer.text
    assert answer.finish_reason == "stop"
    assert 10 < answer.input_tokens < 60
    assert 2 <= answer.output_tokens <= 24
    assert 0 < answer.ttft_s < answer.total_s


def test_an_answer_that_reaches_the_token_limit_says_so(model):
    answer = model.generate_batch([CONVERSATIONS[2]], SHORT)[0]
    assert (answer.finish_reason, answer.output_tokens) == ("length", 8)


def test_a_schema_that_nothing_holds_the_model_to_is_said_to_be_left_out(model, together):
    asked = GenerationSettings(max_new_tokens=2, json_schema={"type": "object"})
    assert model.generate_batch([CONVERSATIONS[0]], asked)[0].left_out == ("json_schema",)
    assert {answer.left_out for answer in together} == {()}


def test_answers_come_in_the_order_of_the_questions(model, together):
    lengths = [len(model._chat.prompt_ids(conversation, SHORT)) for conversation in CONVERSATIONS]
    assert [answer.input_tokens for answer in together] == lengths
    assert "Paris" in together[0].text


def test_the_same_batch_gives_the_same_answers(model, together):
    again = model.generate_batch(CONVERSATIONS, SHORT)
    assert [answer.text for answer in again] == [answer.text for answer in together]


def test_questions_in_flight_together_are_answered_together(model, together):
    model.take_batches()

    async def both():
        return await asyncio.gather(*(model.generate(conversation, SHORT) for conversation in CONVERSATIONS))

    answers = asyncio.run(both())
    (point,) = model.take_batches()
    assert [answer.text for answer in answers] == [answer.text for answer in together]
    assert max(answer.batch_size for answer in answers) > 1
    assert point.device == model.device_label
    assert point.output_tokens == sum(answer.output_tokens for answer in answers)
    assert point.peak_memory_bytes > 100_000_000


def test_a_question_that_is_too_long_fails_alone(model):
    async def both():
        long = model.generate(asked("温度 " * 9000), SHORT)
        return await asyncio.gather(long, model.generate(CONVERSATIONS[1], SHORT), return_exceptions=True)

    long, short = asyncio.run(both())
    assert isinstance(long, ContextTooLong)
    assert short.text


def test_a_defect_in_the_engine_reaches_the_caller_instead_of_hanging(smollm, monkeypatch):
    # One of its own: the shared engine may still be finishing what an earlier test left in its batch.
    model = LocalTransformers(smollm.folder, device="cpu")

    def broken(*_):
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(model._engine, "work", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        asyncio.run(asyncio.wait_for(model.generate(CONVERSATIONS[1], SHORT), 20))


def test_closing_gives_up_what_waits(smollm):
    async def close_early():
        closing = LocalTransformers(smollm.folder, device="cpu")
        waiting = asyncio.create_task(closing.generate(CONVERSATIONS[0], SHORT))
        await asyncio.sleep(0)
        await closing.aclose()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(asyncio.wait_for(close_early(), 60))


def test_marks_of_the_chat_format_inside_a_document_end_nothing(model):
    plain, marked = asked("a b"), asked("a<|im_end|>b")
    ids = model._chat.prompt_ids(marked, SHORT)
    end = model._chat._tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert ids.count(end) == model._chat.prompt_ids(plain, SHORT).count(end)


def test_the_converted_folder_and_the_gguf_file_are_the_same_model(model, smollm):
    """The conversion is checked against llama.cpp, which reads the original file."""
    from evaluations.providers.openai_compatible import OpenAICompatible

    async def from_file(server: LlamaServer):
        provider = OpenAICompatible(server.base_url, "smollm", "", [server.endpoint], 1)
        try:
            return await provider.generate(CONVERSATIONS[0], GenerationSettings(max_new_tokens=24))
        finally:
            await provider.aclose()

    with LlamaServer(smollm.file, "smollm", context_tokens=512) as server:
        original = asyncio.run(from_file(server))
    converted = model.generate_batch([CONVERSATIONS[0]], GenerationSettings(max_new_tokens=24))[0]
    assert converted.text == original.text
    assert (converted.input_tokens, converted.output_tokens) == (
        original.input_tokens,
        original.output_tokens,
    )


@pytest.fixture(scope="module")
def exact():
    """Qwen 0.5B in float32, where company changes nothing."""
    made = LocalTransformers(ready("qwen2.5-coder-0.5b-instruct").folder, dtype="float32", device="cpu")
    yield made
    asyncio.run(made.aclose())


def test_in_float32_answers_given_together_are_those_of_each_question_alone(exact):
    settings = GenerationSettings(max_new_tokens=6)
    questions = [
        asked("日本の首都はどこですか。"),
        asked(
            "資料: 主軸の許容温度は80℃以下である。\n質問: 主軸の許容温度は何℃以下ですか。数値だけ答えてください。"
        ),
        asked("Say yes."),
    ]

    async def together():
        return await asyncio.gather(*(exact.generate(question, settings) for question in questions))

    exact.take_batches()
    answers = asyncio.run(together())
    points = exact.take_batches()
    alone = [exact.generate_batch([question], settings)[0] for question in questions]
    assert [answer.text for answer in answers] == [answer.text for answer in alone]
    assert [answer.output_tokens for answer in answers] == [answer.output_tokens for answer in alone]
    assert exact.device_label == "cpu float32"
    assert len(points) == 1
    assert {answer.batch_size for answer in alone} == {1}

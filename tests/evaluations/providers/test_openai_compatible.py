import asyncio
import socket
import time
import traceback
from email.utils import formatdate

import pytest
from aiohttp import web

from evaluations.providers import bounded_transport, calling
from evaluations.providers.call_errors import retry_after_s
from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.providers.openai_dialect import is_same_model
from evaluations.providers.protocol import (
    ContextTooLong,
    EndpointDown,
    EndpointRefused,
    GenerationSettings,
    Message,
    ModelMissing,
    ProviderError,
    RateLimited,
    WrongModel,
)
from tests.evaluations.providers.stub_endpoint import (
    GOOD,
    SECRET,
    Stub,
    ask,
    chunk,
    refuse,
    stream,
    usage,
    with_stub,
)

QUESTION = [Message("user", "質問")]
SETTINGS = GenerationSettings()


def test_an_answer_comes_with_tokens_times_and_the_name_of_the_model():
    answer = ask(stream(chunk("答"), chunk("え"), chunk(finish="stop"), usage(12, 3, 4), pause_s=0.05))
    assert (answer.text, answer.finish_reason, answer.model_reported) == ("答え", "stop", "asked-model")
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (12, 3, 4)
    assert answer.ttft_s is not None
    assert 0.04 < answer.ttft_s < answer.total_s - 0.1


def test_an_endpoint_that_counts_no_tokens_gives_unknown_and_not_zero():
    answer = ask(stream(chunk("答え"), chunk(finish="stop")))
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (None, None, None)


def test_the_call_asks_for_usage_and_sends_settings_and_key():
    async def act(stub: Stub, provider: OpenAICompatible):
        await provider.generate(
            [Message("system", "s"), Message("user", "終<|im_end|>わり")], GenerationSettings(7, 0.0, 5)
        )
        return stub.bodies[0], stub.headers[0]

    body, headers = with_stub(act, GOOD)
    assert body["stream_options"] == {"include_usage": True}
    assert (body["model"], body["max_tokens"], body["temperature"], body["seed"]) == (
        "asked-model",
        7,
        0.0,
        5,
    )
    assert body["messages"][1] == {"role": "user", "content": "終< |im_end|>わり"}
    assert headers["authorization"] == f"Bearer {SECRET}"


def test_the_first_token_of_reasoning_counts_as_the_first_token():
    thinking = chunk()
    thinking["choices"][0]["delta"] = {"reasoning_content": "考える"}
    answer = ask(stream(thinking, chunk("答え"), chunk(finish="stop"), pause_s=0.4))
    assert answer.text == "答え"
    assert answer.ttft_s is not None
    assert answer.ttft_s < 0.8  # when the first piece of the answer was sent


def test_an_answer_cut_by_the_token_limit_says_so():
    answer = ask(stream(chunk("途中ま"), chunk(finish="length"), usage(5, 96, 0)))
    assert (answer.text, answer.finish_reason) == ("途中ま", "length")


def test_another_model_than_asked_for_is_refused_by_name():
    with pytest.raises(WrongModel) as caught:
        ask(stream(chunk("答え", model="other-model"), chunk(finish="stop", model="other-model")))
    assert "asked-model" in caught.value.message.ja
    assert "other-model" in caught.value.message.ja
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("wanted", "reported", "same"),
    [
        ("gpt-x", "gpt-x", True),
        ("gpt-x", "gpt-x-2026-08-01", True),
        ("gpt-x", "gpt-x-0801", True),
        ("gemini-x", "models/gemini-x", True),
        ("gpt-x", "gpt-x-mini", False),
        ("gpt-x-mini", "gpt-x", False),
        ("gpt-x", "gpt-x-mini-2026-08-01", False),
    ],
)
def test_a_dated_name_is_the_same_model_and_another_size_is_not(wanted, reported, same):
    assert is_same_model(wanted, reported) is same


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, EndpointDown), (529, EndpointDown)])
def test_no_call_leaves_before_the_time_that_the_endpoint_named(status, kind):
    async def act(stub: Stub, provider: OpenAICompatible):
        with pytest.raises(kind) as caught:
            await provider.generate(QUESTION, SETTINGS)
        answer = await provider.generate(QUESTION, SETTINGS)
        return caught.value, answer, stub.times_s[1] - stub.times_s[0]

    error, answer, gap_s = with_stub(act, refuse(status, retry_after="1"), GOOD)
    assert (error.retryable, error.retry_after_s) == (True, 1.0)
    assert answer.text == "答え"
    assert gap_s >= 1.0


def test_a_long_pause_is_handed_to_the_caller_without_a_call():
    async def act(stub: Stub, provider: OpenAICompatible):
        errors = []
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                await provider.generate(QUESTION, SETTINGS)
            errors.append(caught.value.retry_after_s)
        return errors, len(stub.bodies)

    (first, second), calls = with_stub(act, refuse(429, retry_after="3600"))
    assert calls == 1
    assert first == 3600.0
    assert 3590 < second <= 3600


def test_a_call_that_is_held_back_from_an_endpoint_in_trouble_says_so_and_that_nothing_was_sent():
    async def act(stub: Stub, provider: OpenAICompatible):
        errors = []
        for _ in range(2):
            with pytest.raises(EndpointDown) as caught:
                await provider.generate(QUESTION, SETTINGS)
            errors.append(caught.value)
        return errors, len(stub.bodies)

    (first, second), calls = with_stub(act, refuse(503, retry_after="120"))
    assert calls == 1
    assert [error.code for error in (first, second)] == ["endpoint-error", "endpoint-busy"]
    assert second.retryable
    assert 115 < second.retry_after_s <= 120
    assert "まだ送信していません" in second.message.ja


@pytest.mark.parametrize(("status", "longest_s"), [(429, 86_400.0), (503, 900.0)])
def test_no_endpoint_can_silence_an_account_for_ever(status, longest_s):
    with pytest.raises(ProviderError) as caught:
        ask(refuse(status, retry_after="1e300"))
    assert caught.value.retry_after_s == longest_s


def test_trouble_without_a_time_silences_nobody():
    async def act(stub: Stub, provider: OpenAICompatible):
        with pytest.raises(EndpointDown):
            await provider.generate(QUESTION, SETTINGS)
        await provider.generate(QUESTION, SETTINGS)
        return stub.times_s[1] - stub.times_s[0]

    assert with_stub(act, refuse(503), GOOD) < 1.0


def test_retry_after_is_read_as_seconds_or_as_a_date():
    assert retry_after_s({"retry-after": "2.5"}) == 2.5
    assert retry_after_s({"retry-after": formatdate(1_000_060, usegmt=True)}, now_s=1_000_000) == 60.0
    assert retry_after_s({"retry-after": formatdate(999_000, usegmt=True)}, now_s=1_000_000) == 0.0
    assert retry_after_s({"retry-after": "-3"}) == 0.0
    for unreadable in ("soon", "", "inf", "nan"):
        assert retry_after_s({"retry-after": unreadable}) is None
    assert retry_after_s({}) is None


LONG_LLAMA = {
    "error": {"code": 400, "message": "request (931 tokens) exceeds the available context size (512 tokens)"}
}
LONG_OPENAI = {"error": {"message": "too long", "code": "context_length_exceeded"}}


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "retryable"),
    [
        (401, None, EndpointRefused, "endpoint-key", False),
        (403, None, EndpointRefused, "endpoint-key", False),
        (404, None, ModelMissing, "model-missing", False),
        (400, None, EndpointRefused, "endpoint-refused", False),
        (400, LONG_LLAMA, ContextTooLong, "context-too-long", False),
        (400, LONG_OPENAI, ContextTooLong, "context-too-long", False),
        (429, {"error": {"code": "insufficient_quota"}}, EndpointRefused, "endpoint-quota", False),
        (429, None, RateLimited, "rate-limited", True),
        (500, None, EndpointDown, "endpoint-error", True),
        (503, None, EndpointDown, "endpoint-error", True),
        (408, None, EndpointDown, "endpoint-error", True),
    ],
)
def test_each_refusal_has_its_own_sentence_and_says_whether_to_retry(status, body, kind, code, retryable):
    with pytest.raises(kind) as caught:
        ask(refuse(status, body))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert caught.value.message.ja.endswith("。")
    assert "127.0.0.1" in caught.value.message.en or kind is ContextTooLong


def test_an_error_body_and_the_key_appear_nowhere():
    with pytest.raises(ProviderError) as caught:
        ask(refuse(401, {"error": {"message": f"bad key {SECRET}", "code": f"x-{SECRET}"}}))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)
    assert SECRET not in shown
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_an_endpoint_that_is_down_is_named():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"127.0.0.1:{closed.getsockname()[1]}"

    async def run():
        provider = OpenAICompatible(f"http://{endpoint}/v1", "m", "", [endpoint])
        try:
            await provider.generate(QUESTION, SETTINGS)
        finally:
            await provider.aclose()

    with pytest.raises(EndpointDown) as caught:
        asyncio.run(run())
    assert (caught.value.code, caught.value.retryable) == ("endpoint-down", True)
    assert endpoint in caught.value.message.ja


async def hang_up(_: Stub, request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.close()
    return web.Response()


@pytest.mark.parametrize(
    "script",
    [
        stream(chunk("途中"), done=False),
        stream(),
        stream({"error": {"message": f"broken {SECRET}"}}),
        stream({"choices": None}),
        stream({"choices": [{"delta": None}], "model": "asked-model"}),
        stream({"choices": [{"delta": {"content": 7}}], "model": ["asked-model"]}),
        stream([1, 2]),
        refuse(200, {"not": "a stream"}),
        hang_up,
    ],
)
def test_an_answer_that_is_not_whole_is_never_taken_for_one(script):
    with pytest.raises(EndpointDown) as caught:
        ask(script)
    assert caught.value.code == "endpoint-broke-off"
    assert SECRET not in str(caught.value)


def test_a_filtered_answer_is_a_refusal_of_the_model_and_not_an_empty_answer():
    answer = ask(stream(chunk("その質問には"), chunk(finish="content_filter"), usage(12, 3, 0)))
    assert (answer.text, answer.finish_reason, answer.output_tokens) == ("その質問には", "refused", 3)


def test_a_redirect_is_refused_and_not_followed():
    async def act(stub: Stub, provider: OpenAICompatible):
        with pytest.raises(EndpointRefused) as caught:
            await provider.generate(QUESTION, SETTINGS)
        return caught.value.code, len(stub.bodies)

    assert with_stub(act, refuse(302, location="/elsewhere"), GOOD) == ("endpoint-redirect", 1)


def test_an_endless_answer_is_stopped(monkeypatch):
    monkeypatch.setattr(bounded_transport, "MOST_BYTES", 50_000)
    with pytest.raises(EndpointRefused) as caught:
        ask(stream(*[chunk("x" * 1000)] * 200))
    assert caught.value.code == "answer-too-large"


def test_a_compressed_answer_is_refused_before_it_is_unpacked():
    async def compressed(_: Stub, __: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"\0" * 5_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        response.headers["Content-Encoding"] = "gzip"
        return response

    with pytest.raises(EndpointRefused) as caught:
        ask(compressed)
    assert caught.value.code == "answer-too-large"


def test_an_answer_that_drips_ends_with_the_whole_time_allowed(monkeypatch):
    monkeypatch.setattr(calling, "WHOLE_CALL_S", 0.3)
    started_s = time.monotonic()
    with pytest.raises(EndpointDown) as caught:
        ask(stream(*[chunk("x")] * 1000, pause_s=0.05))
    assert caught.value.code == "endpoint-timeout"
    assert time.monotonic() - started_s < 40  # of fifty


def test_a_proxy_in_the_environment_is_not_used(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(GOOD).text == "答え"


def test_many_calls_at_once_stay_within_the_connections():
    async def act(stub: Stub, provider: OpenAICompatible):
        answers = await asyncio.gather(*(provider.generate(QUESTION, SETTINGS) for _ in range(20)))
        return [answer.text for answer in answers], len(stub.bodies)

    texts, calls = with_stub(
        act, stream(chunk("答え"), chunk(finish="stop"), pause_s=0.02), max_concurrency=4
    )
    assert texts == ["答え"] * 20
    assert calls == 20

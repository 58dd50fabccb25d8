"""What endpoints of the one protocol do differently, and what becomes of it."""

import asyncio
import json
from functools import partial
from typing import Any

import httpx2
import openai
import pytest
from aiohttp import web

from evaluations.providers.bounded_transport import KEPT_HEADERS
from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.providers.openai_dialect import dialect_of, request_of
from evaluations.providers.openai_stream import usage_of
from evaluations.providers.protocol import (
    EndpointDown,
    EndpointRefused,
    GenerationSettings,
    Message,
    ProviderError,
    RateLimited,
)
from evaluations.providers.reasoning import split_reasoning
from evaluations.providers.server_events import EventReader, ServerEvent
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


def asked_with(settings: GenerationSettings, *scripts: Any) -> tuple[Any, list[Any]]:
    """The answer, and the bodies that were sent for it."""

    async def act(stub: Stub, provider: OpenAICompatible) -> Any:
        return await provider.generate(QUESTION, settings), stub.bodies

    found: tuple[Any, list[Any]] = with_stub(act, *scripts)
    return found


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {**chunk(), "choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


# --- reasoning


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_is_kept_apart_from_the_answer_and_counted(field):
    counted = usage(20, 30, 0)
    counted["usage"]["completion_tokens_details"] = {"reasoning_tokens": 25}
    answer = ask(stream(delta(**{field: "72 + 8"}), delta(content="80 ℃"), delta("stop"), counted))
    assert (answer.text, answer.output_tokens, answer.reasoning_tokens) == ("80 ℃", 30, 25)


@pytest.mark.parametrize(
    ("text", "answer", "is_open"),
    [
        ("<think>72 + 8</think>\n\n80 ℃", "80 ℃", False),
        ("\n<think>\n</think>\n80 ℃", "80 ℃", False),
        ("72 + 8</think>80 ℃", "80 ℃", False),
        ("<think>72 +", "", True),
        ("80 ℃ <think> is a mark", "80 ℃ <think> is a mark", False),
        ("80 ℃", "80 ℃", False),
        ("", "", False),
    ],
)
def test_thoughts_in_marks_are_split_off(text, answer, is_open):
    spoken = split_reasoning(text)
    assert (spoken.answer, spoken.is_open) == (answer, is_open)


def test_marks_that_arrive_in_pieces_are_split_off_too():
    pieces = [chunk(piece) for piece in ("<th", "ink>72", "+8</thi", "nk>80", " ℃")]
    assert ask(stream(*pieces, chunk(finish="stop"))).text == "80 ℃"


@pytest.mark.parametrize(
    "pieces",
    [
        (chunk("<think>72 +"), chunk(finish="length")),
        (chunk("<think>72 +"), chunk(finish="stop")),
        (delta(reasoning_content="72 +"), delta("length")),
        # A server that says "stop" although reasoning used every token up.
        (delta(reasoning_content="72 +"), delta("stop"), usage(5, 96, 0)),
    ],
)
def test_reasoning_that_did_not_end_is_a_cut_answer(pieces):
    answer = ask(stream(*pieces))
    assert (answer.text, answer.finish_reason) == ("", "length")


def test_tokens_beyond_prompt_and_completion_are_the_model_s_thoughts():
    """A call of gemini-2.5-flash as reported in mozilla-ai/any-llm#1291: 20 + 151 of 553 tokens."""
    found = usage_of({"prompt_tokens": 20, "completion_tokens": 151, "total_tokens": 553})
    assert (found.output_tokens, found.reasoning_tokens) == (533, 382)
    same = usage_of({"prompt_tokens": 20, "completion_tokens": 151, "total_tokens": 171})
    assert (same.output_tokens, same.reasoning_tokens) == (151, None)


def test_deepseek_s_cached_tokens_are_read_and_nonsense_is_unknown():
    assert usage_of({"prompt_tokens": 9, "prompt_cache_hit_tokens": 5}).cached_tokens == 5
    broken = usage_of({"prompt_tokens": -1, "completion_tokens": "7", "prompt_tokens_details": [1]})
    assert broken == usage_of({})
    assert broken.input_tokens is None


@pytest.mark.parametrize(
    ("base_url", "mode", "sent"),
    [
        ("https://api.openai.com/v1", "off", {"reasoning_effort": "none"}),
        ("https://api.openai.com/v1", "high", {"reasoning_effort": "high"}),
        ("https://x.openai.azure.com/openai/v1", "low", {"reasoning_effort": "low"}),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "off", {"reasoning_effort": "none"}),
        ("https://api.deepseek.com", "off", {"thinking": {"type": "disabled"}}),
        ("https://api.deepseek.com", "low", {"reasoning_effort": "low", "thinking": {"type": "enabled"}}),
        (
            "http://vllm:8000/v1",
            "off",
            {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}},
        ),
    ],
)
def test_a_reasoning_mode_is_said_in_each_vendor_s_words(base_url, mode, sent):
    settings = GenerationSettings(reasoning_mode=mode)
    assert request_of("m", QUESTION, settings, dialect_of(base_url), ())["reasoning_mode"] == sent


def test_no_reasoning_mode_sends_no_word_of_it():
    _, (body,) = asked_with(GenerationSettings(), GOOD)
    assert set(body) == {"model", "messages", "max_tokens", "temperature", "seed", "stream", "stream_options"}


def test_a_mode_that_the_endpoint_does_not_know_is_no_answer_under_a_false_name():
    refusal = refuse(400, {"error": {"message": "Unrecognized request argument: reasoning_effort"}})
    with pytest.raises(EndpointRefused) as caught:
        asked_with(GenerationSettings(reasoning_mode="low"), refusal, GOOD)
    assert caught.value.code == "setting-refused"
    assert "reasoning_mode" in caught.value.message.ja
    assert not caught.value.retryable


# --- refusals


def test_a_refusal_of_the_model_is_its_answer_and_kept_apart():
    answer = ask(stream(delta(refusal="その依頼には"), delta(refusal="応じられません。"), delta("stop")))
    assert (answer.text, answer.finish_reason) == ("その依頼には応じられません。", "refused")


def test_a_prompt_that_azure_filters_is_refused_and_not_an_error():
    body = {"error": {"code": "content_filter", "message": "filtered", "status": 400}}
    answer = ask(refuse(400, body))
    assert (answer.text, answer.finish_reason, answer.output_tokens) == ("", "refused", None)


def test_a_tool_call_that_nobody_offered_is_no_answer():
    with pytest.raises(EndpointRefused) as caught:
        ask(stream(chunk(""), chunk(finish="tool_calls")))
    assert caught.value.code == "answer-withheld"


# --- settings that an endpoint does not take


def unsupported(name: str) -> Any:
    message = f"Unsupported parameter: '{name}' is not supported with this model. Use 'max_completion_tokens' instead."
    return refuse(400, {"error": {"message": message, "param": name, "code": "unsupported_parameter"}})


def test_the_token_limit_is_asked_for_under_its_new_name_and_remembered():
    async def act(stub: Stub, provider: OpenAICompatible) -> Any:
        answers = [await provider.generate(QUESTION, GenerationSettings(7)) for _ in range(2)]
        return answers, stub.bodies

    answers, (first, second, third) = with_stub(act, unsupported("max_tokens"), GOOD)
    assert first["max_tokens"] == 7
    assert (second["max_completion_tokens"], third["max_completion_tokens"]) == (7, 7)
    assert "max_tokens" not in second
    assert [answer.left_out for answer in answers] == [(), ()]


def test_settings_that_are_refused_one_after_the_other_are_left_out_and_said():
    gemini = [
        {"error": {"message": 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'}}
    ]
    mistral = {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}
    answer, bodies = asked_with(
        GenerationSettings(), unsupported("temperature"), refuse(400, gemini), refuse(422, mistral), GOOD
    )
    assert answer.left_out == ("seed", "temperature", "usage")
    assert set(bodies[-1]) == {"model", "messages", "max_tokens", "stream"}


def test_a_temperature_that_a_person_chose_is_not_left_out():
    with pytest.raises(EndpointRefused) as caught:
        asked_with(GenerationSettings(temperature=0.8), unsupported("temperature"), GOOD)
    assert caught.value.code == "setting-refused"


def test_a_schema_is_asked_for_and_left_out_once_where_it_is_unknown():
    schema = {"type": "object", "properties": {"品番": {"type": "string"}}}
    answer, (body,) = asked_with(GenerationSettings(json_schema=schema), GOOD)
    assert body["response_format"]["json_schema"]["schema"] == schema
    assert answer.left_out == ()
    refusal = refuse(400, {"error": {"message": "'response_format' of type 'json_schema' is not supported"}})
    answer, bodies = asked_with(GenerationSettings(json_schema=schema), refusal, GOOD)
    assert (len(bodies), answer.left_out) == (2, ("json_schema",))
    assert "response_format" not in bodies[1]


def test_many_calls_that_meet_the_same_refusal_at_once_all_succeed():
    async def slow_refusal(stub: Stub, request: web.Request) -> web.StreamResponse:
        if "seed" not in stub.bodies[-1]:
            return await GOOD(stub, request)
        await asyncio.sleep(0.05)
        return await refuse(400, {"error": {"message": "unknown field seed", "param": "seed"}})(stub, request)

    async def act(_: Stub, provider: OpenAICompatible) -> Any:
        return await asyncio.gather(*(provider.generate(QUESTION, GenerationSettings()) for _ in range(6)))

    answers = with_stub(act, slow_refusal)
    assert {(answer.text, answer.left_out) for answer in answers} == {("答え", ("seed",))}


def test_a_refusal_that_names_no_setting_ends_at_once():
    async def act(stub: Stub, provider: OpenAICompatible) -> Any:
        with pytest.raises(EndpointRefused) as caught:
            await provider.generate(QUESTION, GenerationSettings())
        return caught.value.code, len(stub.bodies)

    assert with_stub(act, refuse(400, {"error": {"message": "bad"}}), GOOD) == ("endpoint-refused", 1)


# --- Azure


def test_azure_is_called_by_its_header_with_a_version_where_it_needs_one():
    dialect = dialect_of("https://kaisha.openai.azure.com/openai/deployments/plant-a")
    assert dialect.key_headers("k") == {"api-key": "k"}
    assert dialect.query == {"api-version": "2024-10-21"}
    assert not dialect.names_model
    v1 = dialect_of("https://kaisha.openai.azure.com/openai/v1")
    assert (v1.query, v1.token_limit) == ({}, "max_completion_tokens")
    chosen = "https://kaisha.openai.azure.com/openai/deployments/a?api-version=2025-04-01-preview&key=x"
    assert dialect_of(chosen).query == {"api-version": "2025-04-01-preview"}


def test_the_version_goes_into_the_address_and_the_key_into_its_own_header(monkeypatch):
    from evaluations.providers import openai_dialect

    monkeypatch.setattr(openai_dialect, "AZURE_HOSTS", ("127.0.0.1",))
    seen: dict[str, Any] = {}

    async def note(stub: Stub, request: web.Request) -> web.StreamResponse:
        seen.update(
            path=request.path_qs,
            key=request.headers.get("api-key"),
            other=request.headers.get("authorization"),
        )
        model = "gpt-4.1-2025-04-14"
        return await stream(chunk("答え", model=model), chunk(finish="stop", model=model))(stub, request)

    async def run() -> Any:
        from tests.evaluations.providers.stub_endpoint import served

        async with served(Stub(note)) as stub:
            address = f"127.0.0.1:{stub.port}"
            url = f"http://{address}/openai/deployments/plant-a"
            provider = OpenAICompatible(url, "plant-a", SECRET, [address])
            try:
                return await provider.generate(QUESTION, GenerationSettings())
            finally:
                await provider.aclose()

    # A deployment has a name of its own: the model behind it is another, and no surprise.
    answer = asyncio.run(run())
    assert (answer.text, answer.model_reported) == ("答え", "gpt-4.1-2025-04-14")
    assert seen["path"] == "/openai/deployments/plant-a/chat/completions?api-version=2024-10-21"
    assert (seen["key"], seen["other"]) == (SECRET, None)


# --- the wire


def test_nothing_of_the_environment_and_of_this_machine_goes_along(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.setenv(name, "x: from-outside")

    async def act(stub: Stub, provider: OpenAICompatible) -> Any:
        await provider.generate(QUESTION, GenerationSettings())
        return stub.headers[0]

    headers = with_stub(act, GOOD)
    known = {
        "host",
        "accept",
        "accept-encoding",
        "content-type",
        "content-length",
        "user-agent",
        "connection",
    }
    assert set(headers) - known == {"authorization"}
    assert "from-outside" not in str(headers)


def test_no_key_sends_no_authorization():
    async def run() -> Any:
        from tests.evaluations.providers.stub_endpoint import served

        async with served(Stub(GOOD)) as stub:
            address = f"127.0.0.1:{stub.port}"
            provider = OpenAICompatible(f"http://{address}/v1", "asked-model", "", [address])
            await provider.generate(QUESTION, GenerationSettings())
            await provider.aclose()
            return stub.headers[0]

    assert "authorization" not in asyncio.run(run())


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_events_are_the_same_however_the_network_cuts_them(newline, size):
    text = (
        f": note{newline}event: a{newline}data: 一{newline}data:二{newline}{newline}data: x{newline}{newline}"
    )
    content = text.encode()
    reader = EventReader()
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    assert [event for piece in pieces for event in reader.feed(piece)] == [
        ServerEvent("a", "一\n二"),
        ServerEvent("", "x"),
    ]


def test_an_answer_that_comes_byte_by_byte_is_whole():
    async def drip(_: Stub, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for one in (chunk("許容温度は"), chunk("80 ℃"), chunk(finish="stop"), usage(12, 3, 4)):
            content = f"data: {json.dumps(one, ensure_ascii=False)}\r\n\r\n".encode()
            for place in range(len(content)):
                await response.write(content[place : place + 1])
        await response.write(b"data: [DONE]\n\n")
        return response

    answer = ask(drip)
    assert (answer.text, answer.output_tokens) == ("許容温度は80 ℃", 3)


def test_usage_that_comes_with_every_piece_is_counted_once():
    pieces = [
        {**chunk(text), "usage": {"prompt_tokens": 9, "completion_tokens": n}}
        for n, text in enumerate("ab", 1)
    ]
    answer = ask(stream(*pieces, chunk(finish="stop")))
    assert (answer.input_tokens, answer.output_tokens) == (9, 2)


def test_parts_in_place_of_a_text_are_read():
    thinking = [{"type": "thinking", "thinking": [{"type": "text", "text": "72+8"}]}]
    answer = ask(
        stream(delta(content=thinking), delta(content=[{"type": "text", "text": "80"}]), delta("stop"))
    )
    assert answer.text == "80"


def test_a_limit_reached_in_the_middle_of_an_answer_is_a_rate_limit():
    with pytest.raises(RateLimited):
        ask(stream(chunk("途中"), {"error": {"code": "rate_limit_exceeded", "message": "slow down"}}))


def test_a_vendor_without_room_is_asked_again():
    with pytest.raises(EndpointDown) as caught:
        ask(stream(chunk("途中"), chunk(finish="insufficient_system_resource")))
    assert caught.value.retryable


def test_a_wait_that_only_the_body_names_is_obeyed():
    body = {"error": {"code": 429, "details": [{"@type": "RetryInfo", "retryDelay": "41s"}]}}
    with pytest.raises(RateLimited) as caught:
        ask(refuse(429, body))
    assert caught.value.retry_after_s == 41.0


def test_money_that_has_run_out_is_not_waited_for():
    for status, message in ((402, "Insufficient Balance"), (429, "insufficient_quota")):
        with pytest.raises(EndpointRefused) as caught:
            ask(refuse(status, {"error": {"message": message}}))
        assert (caught.value.code, caught.value.retryable) == ("endpoint-quota", False)


def test_a_slow_first_token_is_measured_as_such():
    answer = ask(stream(chunk("答え"), chunk(finish="stop"), pause_s=0.3))
    assert answer.ttft_s is not None
    assert answer.ttft_s > 0.28


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:9/v1",
        "https://firm.openai.azure.com/openai/deployments/d?api-version=2025-04-01-preview",
    ],
)
def test_the_request_put_together_by_hand_is_that_of_the_vendors_client(base_url):
    async def both():
        provider = OpenAICompatible(base_url, "m", "key", ["127.0.0.1:9", "firm.openai.azure.com:443"])
        client, sent = provider._client, []

        async def kept(request, **_):
            sent.append(request)
            raise httpx2.ConnectError("not sent")

        client._client.send = kept
        for build in (type(client)._build_request, openai.AsyncOpenAI._build_request):
            client._build_request = partial(build, client)
            with pytest.raises(ProviderError):
                await provider.generate([Message("user", "80 ℃?")], GenerationSettings(7, 0.5, 3))
        await provider.aclose()
        return sent

    ours, theirs = asyncio.run(both())
    assert (ours.method, ours.url) == (theirs.method, theirs.url)
    assert json.loads(ours.content) == json.loads(theirs.content)
    assert ours.extensions == theirs.extensions
    kept = {name: value for name, value in theirs.headers.items() if name in KEPT_HEADERS}
    assert {name: value for name, value in ours.headers.items() if name in KEPT_HEADERS} == kept

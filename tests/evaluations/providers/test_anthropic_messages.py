import traceback
from typing import Any

import pytest

from evaluations.providers.protocol import (
    ContextTooLong,
    EndpointDown,
    EndpointRefused,
    GenerationSettings,
    ModelMissing,
    ProviderError,
    RateLimited,
    WrongModel,
)
from tests.evaluations.providers.claude_endpoint import (
    ASKED,
    WHOLE,
    ask_claude,
    begin,
    block,
    bodies_of,
    end,
    event,
    problem,
    said,
    speak,
    thought,
    with_claude,
)
from tests.evaluations.providers.stub_endpoint import SECRET


def test_an_answer_comes_with_tokens_times_and_the_name_of_the_model():
    answer = ask_claude(speak(begin(), block(), said("80 "), said("℃"), end(), pause_s=0.05))
    assert (answer.text, answer.finish_reason, answer.model_reported) == ("80 ℃", "stop", "claude-asked")
    assert (answer.input_tokens, answer.output_tokens, answer.reasoning_tokens) == (20, 7, None)
    assert answer.ttft_s is not None
    assert answer.total_s is not None
    assert 0.1 < answer.ttft_s < answer.total_s - 0.04


def test_bytes_that_arrive_one_by_one_make_the_same_answer():
    pieces = (begin(), block(), said("許容温度は"), said("80 ℃"), event("ping"), end())
    assert ask_claude(speak(*pieces, byte_by_byte=True)).text == "許容温度は80 ℃"


def test_input_counts_what_was_read_from_and_written_to_the_cache():
    usage: dict[str, Any] = {"cache_read_input_tokens": 300, "cache_creation_input_tokens": 40}
    answer = ask_claude(speak(begin(**usage), said("a"), end()))
    assert (answer.input_tokens, answer.cached_tokens) == (360, 300)


def test_tokens_that_are_not_counted_are_unknown_and_not_zero():
    message = event("message_start", message={"model": "claude-asked"})
    ended = event("message_delta", delta={"stop_reason": "end_turn"}) + event("message_stop")
    answer = ask_claude(speak(message, said("a"), ended))
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (None, None, None)


def test_the_system_prompt_stands_apart_and_the_key_goes_in_its_header():
    async def act(stub, provider):
        await provider.generate(ASKED, GenerationSettings(7, 0.0, 5))
        return stub.bodies[0], stub.headers[0]

    body, headers = with_claude(act, WHOLE)
    assert body == {
        "model": "claude-asked",
        "max_tokens": 7,
        "system": "資料だけを根拠に答える。",
        "messages": [{"role": "user", "content": "質問"}],
        "temperature": 0.0,
        "stream": True,
    }
    assert headers["x-api-key"] == SECRET
    assert headers["anthropic-version"] == "2023-06-01"


def test_nothing_of_the_environment_and_of_this_machine_goes_along(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-secret: from-outside")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "from-outside")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "from-outside")

    async def act(stub, provider):
        await provider.generate(ASKED, GenerationSettings())
        return stub.headers[0]

    headers = with_claude(act, WHOLE)
    known = {
        "host",
        "accept",
        "accept-encoding",
        "content-type",
        "content-length",
        "user-agent",
        "connection",
    }
    assert set(headers) - known == {"anthropic-version", "x-api-key"}
    assert "from-outside" not in str(headers)
    assert headers["user-agent"] == "shirube"


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refused"),
    ],
)
def test_each_reason_to_stop_is_kept_apart(reason, finish):
    assert ask_claude(speak(begin(), said("a"), end(reason))).finish_reason == finish


def test_a_call_of_a_tool_that_nobody_offered_is_no_answer():
    with pytest.raises(EndpointRefused) as caught:
        ask_claude(speak(begin(), end("tool_use")))
    assert caught.value.code == "answer-withheld"


def test_thoughts_are_no_part_of_the_answer_and_the_first_token_is_theirs():
    details: dict[str, Any] = {"output_tokens_details": {"thinking_tokens": 5}}
    pieces = (begin(), block("thinking"), thought("72+8"), block("text", 1), said("80 ℃", 1), end(**details))
    answer = ask_claude(speak(*pieces, pause_s=0.25), reasoning_mode="low", max_new_tokens=4000)
    assert (answer.text, answer.reasoning_tokens, answer.output_tokens) == ("80 ℃", 5, 7)
    assert answer.ttft_s is not None
    assert answer.ttft_s < 1.25  # when the first piece of the answer was sent


def test_thoughts_that_use_every_token_up_are_a_cut_answer():
    answer = ask_claude(
        speak(begin(), block("thinking"), thought("72+"), end("max_tokens")), reasoning_mode="low"
    )
    assert (answer.text, answer.finish_reason) == ("", "length")


@pytest.mark.parametrize(
    ("mode", "thinking", "config"),
    [
        ("off", {"type": "disabled"}, None),
        ("low", {"type": "adaptive"}, {"effort": "low"}),
        ("high", {"type": "adaptive"}, {"effort": "high"}),
    ],
)
def test_reasoning_is_asked_for_by_effort(mode, thinking, config):
    (body,) = bodies_of(WHOLE, reasoning_mode=mode)
    assert (body["thinking"], body.get("output_config")) == (thinking, config)
    assert ("temperature" in body) is (mode == "off")


def test_an_older_model_is_asked_for_thoughts_by_budget_instead():
    refusal = problem(400, "invalid_request_error", "adaptive thinking is not supported on this model")
    _, body = bodies_of(refusal, WHOLE, reasoning_mode="medium", max_new_tokens=3000)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 2999}
    assert "output_config" not in body


def test_a_model_that_always_thinks_cannot_be_measured_with_thinking_off():
    refusal = problem(400, "invalid_request_error", "thinking.type: disabled is not supported for this model")
    with pytest.raises(EndpointRefused) as caught:
        ask_claude(refusal, WHOLE, reasoning_mode="off")
    assert caught.value.code == "setting-refused"


def test_a_model_without_temperature_is_asked_without_and_the_answer_says_so():
    refusal = problem(400, "invalid_request_error", "temperature: not supported on this model")
    answer = ask_claude(refusal, WHOLE)
    # Chance decides now, and the protocol has no seed.
    assert (answer.text, answer.left_out) == ("80 ℃", ("seed", "temperature"))
    with pytest.raises(EndpointRefused) as caught:
        ask_claude(refusal, WHOLE, temperature=0.7)
    assert caught.value.code == "setting-refused"


def test_a_schema_goes_beside_the_effort_and_is_left_out_when_refused():
    schema = {"type": "object"}
    (body,) = bodies_of(WHOLE, json_schema=schema, reasoning_mode="low")
    assert body["output_config"] == {"effort": "low", "format": {"type": "json_schema", "schema": schema}}
    refusal = problem(400, "invalid_request_error", "output_config.format: unsupported on this model")
    assert ask_claude(refusal, WHOLE, json_schema=schema).left_out == ("json_schema",)


def test_a_seed_is_said_to_be_missing_where_chance_matters():
    assert ask_claude(WHOLE, temperature=0.7).left_out == ("seed",)
    assert ask_claude(WHOLE).left_out == ()


def test_a_model_that_thinks_is_said_to_have_had_no_temperature():
    assert ask_claude(WHOLE, reasoning_mode="low", temperature=0.7).left_out == ("seed", "temperature")
    assert ask_claude(WHOLE, reasoning_mode="off").left_out == ()


@pytest.mark.parametrize(
    ("status", "kind", "message", "error", "code", "retryable"),
    [
        (400, "invalid_request_error", "bad", EndpointRefused, "endpoint-refused", False),
        (
            400,
            "invalid_request_error",
            "prompt is too long: 9 > 8",
            ContextTooLong,
            "context-too-long",
            False,
        ),
        (400, "invalid_request_error", "credit balance is too low", EndpointRefused, "endpoint-quota", False),
        (401, "authentication_error", "no", EndpointRefused, "endpoint-key", False),
        (402, "billing_error", "no", EndpointRefused, "endpoint-quota", False),
        (403, "permission_error", "no", EndpointRefused, "endpoint-key", False),
        (404, "not_found_error", "no", ModelMissing, "model-missing", False),
        (413, "request_too_large", "no", EndpointRefused, "endpoint-refused", False),
        (429, "rate_limit_error", "no", RateLimited, "rate-limited", True),
        (500, "api_error", "no", EndpointDown, "endpoint-error", True),
        (529, "overloaded_error", "no", EndpointDown, "endpoint-error", True),
    ],
)
def test_each_refusal_has_its_own_sentence_and_says_whether_to_retry(
    status, kind, message, error, code, retryable
):
    with pytest.raises(error) as caught:
        ask_claude(problem(status, kind, message))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)


def test_after_a_429_no_call_leaves_before_retry_after_is_over():
    async def act(stub, provider):
        with pytest.raises(RateLimited) as caught:
            await provider.generate(ASKED, GenerationSettings())
        await provider.generate(ASKED, GenerationSettings())
        return caught.value.retry_after_s, stub.times_s[1] - stub.times_s[0]

    asked_s, gap_s = with_claude(act, problem(429, "rate_limit_error", retry_after="1"), WHOLE)
    assert asked_s == 1.0
    assert gap_s >= 1.0


def test_while_it_is_overloaded_and_named_a_time_no_call_leaves():
    async def act(stub, provider):
        with pytest.raises(EndpointDown) as caught:
            await provider.generate(ASKED, GenerationSettings())
        await provider.generate(ASKED, GenerationSettings())
        return caught.value.retry_after_s, stub.times_s[1] - stub.times_s[0]

    asked_s, gap_s = with_claude(act, problem(529, "overloaded_error", retry_after="1"), WHOLE)
    assert asked_s == 1.0
    assert gap_s >= 1.0


def failing(kind: str) -> bytes:
    return event("error", error={"type": kind, "message": f"busy {SECRET}"})


@pytest.mark.parametrize(
    "script",
    [
        speak(begin(), block(), said("途中")),
        speak(begin(), said("途中"), event("message_delta", delta={"stop_reason": "end_turn"}, usage={})),
        speak(),
        speak(begin(), said("途中"), failing("overloaded_error")),
        speak(b"event: message_start\ndata: {broken\n\n"),
        speak(b"event: message_start\ndata: [1]\n\n"),
        speak(begin(), event("content_block_delta", delta={"type": "text_delta", "text": 7}), end()),
        speak(begin(), b"data: \xff\xfe\n\n", end()),
    ],
)
def test_an_answer_that_is_not_whole_is_never_taken_for_one(script):
    with pytest.raises(EndpointDown) as caught:
        ask_claude(script)
    assert (caught.value.code, caught.value.retryable) == ("endpoint-broke-off", True)
    assert SECRET not in str(caught.value)


def test_a_limit_reached_in_the_middle_of_an_answer_is_a_rate_limit():
    with pytest.raises(RateLimited):
        ask_claude(speak(begin(), said("途中"), failing("rate_limit_error")))


def test_another_model_than_asked_for_is_refused_by_name():
    with pytest.raises(WrongModel):
        ask_claude(speak(begin("claude-other"), said("a"), end()))
    assert ask_claude(speak(begin("claude-asked-20260801"), said("a"), end())).text == "a"


def test_an_error_body_and_the_key_appear_nowhere():
    with pytest.raises(ProviderError) as caught:
        ask_claude(problem(401, "authentication_error", f"bad key {SECRET}"))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)
    assert SECRET not in shown
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_redirect_is_refused_and_not_followed():
    async def act(stub, provider):
        with pytest.raises(EndpointRefused) as caught:
            await provider.generate(ASKED, GenerationSettings())
        return caught.value.code, len(stub.bodies)

    assert with_claude(act, problem(302, "api_error", location="/elsewhere"), WHOLE) == (
        "endpoint-redirect",
        1,
    )


def test_an_address_that_the_operator_did_not_list_is_refused_before_a_byte_is_sent():
    from evaluations.providers.anthropic_messages import AnthropicMessages

    with pytest.raises(EndpointRefused) as caught:
        AnthropicMessages("https://api.anthropic.com", "claude-asked", SECRET, ["127.0.0.1:9"])
    assert caught.value.code == "endpoint-not-allowed"

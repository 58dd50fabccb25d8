"""Embeddings from an endpoint that speaks the OpenAI protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluations.providers.bounded_transport import bounded_client
from evaluations.providers.call_errors import StatusRefusal, broke_off, lost_call, refused_call, wrong_model
from evaluations.providers.endpoint_guard import check_endpoint
from evaluations.providers.openai_dialect import dialect_of, is_same_model
from evaluations.providers.protocol import ProviderError
from evaluations.providers.settings_taken import as_searched

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

WHOLE_CALL_S = 120.0
# 64 vectors of 1,536 numbers as JSON text are about 2 MB, below what the transport takes in one answer.
TEXTS_A_CALL = 64


@dataclass(frozen=True)
class Embedded:
    """Vectors of unit length, one row for each text, and what the server says it read."""

    vectors: NDArray[np.float32]
    input_tokens: int | None


class OpenAIEmbeddings:
    """One embedding model at one allowed endpoint; errors and retries as in OpenAICompatible."""

    def __init__(self, base_url: str, model: str, api_key: str, allowed_endpoints: Collection[str]) -> None:
        import openai  # a second of every start: pages and idle workers do without

        self._endpoint = check_endpoint(base_url, allowed_endpoints)
        self._model = model
        self._dialect = dialect_of(base_url)
        self._client = openai.AsyncOpenAI(
            base_url=base_url.partition("?")[0],
            api_key="sent by the transport",
            max_retries=0,
            organization="",
            project="",
            default_query=dict(self._dialect.query),
            http_client=bounded_client(
                self._endpoint,
                1,
                keep_alive=base_url.startswith("https:"),
                fixed_headers=self._dialect.key_headers(api_key),
            ),
        )

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """Return the vectors of at most 64 texts; raise a ProviderError when the endpoint fails or refuses."""
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                answer = await self._client.embeddings.create(
                    model=self._model, input=list(texts), encoding_format="float"
                )
            return self._checked(answer, len(texts))
        except Exception as error:
            refused = self._translated(error)
            if refused is None:
                raise
        # Outside the except block: the client's exception holds the request with its key and must not be chained.
        raise refused

    async def aclose(self) -> None:
        await self._client.close()

    def _checked(self, answer: CreateEmbeddingResponse, wanted: int) -> Embedded:
        if answer.model and self._dialect.names_model and not is_same_model(self._model, answer.model):
            raise wrong_model(self._endpoint, self._model, answer.model)
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(wanted)):
            raise broke_off(self._endpoint)
        vectors = np.array([row.embedding for row in rows], dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(vectors).all() or not lengths.all():
            raise broke_off(self._endpoint)
        count = getattr(answer.usage, "prompt_tokens", None)
        return Embedded(vectors / lengths, count if isinstance(count, int) else None)

    def _translated(self, error: Exception) -> ProviderError | None:
        import openai

        if isinstance(error, ProviderError):
            return error
        if isinstance(error, openai.APIStatusError):
            refusal = StatusRefusal(
                error.status_code, error.response.headers, as_searched(error.body or error.message)
            )
            return refused_call(refusal, self._endpoint, self._model)
        return lost_call(error, self._endpoint, isinstance(error, openai.APIConnectionError))

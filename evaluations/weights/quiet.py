"""Keeps the chatter of the model libraries out of our own output."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from logging import ERROR


@contextmanager
def quietly() -> Iterator[None]:
    """Hide bars and load reports of transformers; it draws some bars past its own switch, on stderr."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    verbosity = logging.get_verbosity()
    logging.set_verbosity(ERROR)  # a report that BERT's unused pooler is missing is no news
    try:
        with redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.set_verbosity(verbosity)

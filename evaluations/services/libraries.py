"""The libraries that a first run would wait for, loaded when a worker starts."""

from evaluations.metrics.chrf import chrf
from evaluations.metrics.rouge_l import rouge_l


def load_libraries() -> None:
    """Load the vendors' client, the search and what measures answers: about a second, some 100 MB.

    Of a worker that forks, its children share them. A process that leaves this out loads each at its first use.
    """
    import bm25s  # noqa: F401

    import evaluations.providers.openai_compatible  # noqa: F401

    chrf("点検", ["点検"])
    rouge_l("点検", ["点検"])

"""How long each step took, and what it did."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from language.text import Text


@dataclass
class Step:
    """One line of the final table."""

    title: Text
    done: Text | None = None
    seconds: float = 0.0
    error: str = ""


@dataclass
class Log:
    """All steps of this start of the demo."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, ja: str, en: str) -> Iterator[Step]:
        """Time one step; an exception is noted with the step and goes on upwards."""
        step = Step(Text(ja, en))
        self.steps.append(step)
        began = time.monotonic()
        try:
            yield step
        except Exception as error:
            step.error = str(error) or type(error).__name__
            raise
        finally:
            step.seconds = time.monotonic() - began

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

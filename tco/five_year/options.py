"""The ways to run the models that a plan compares with doing nothing."""

from dataclasses import dataclass

from language.text import Text


@dataclass(frozen=True)
class Option:
    """One way to run it; `least_policy` is the data policy level from which it is allowed."""

    key: str
    label: Text
    code: int
    least_policy: int
    has_hardware: bool


DO_NOTHING = Option("none", Text("何もしない", "Do nothing"), 0, 0, False)
OPTIONS = (
    Option("api", Text("API利用", "API"), 1, 2, False),
    Option("cloud", Text("GPUクラウド", "GPU cloud"), 2, 1, False),
    Option("onprem", Text("オンプレミスGPU", "On-premises GPUs"), 3, 0, True),
)
ALL_OPTIONS = (*OPTIONS, DO_NOTHING)

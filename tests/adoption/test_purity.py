"""The pure parts load alone: no Django, no Celery, no AI library."""

import subprocess
import sys

PURE = [
    "adoption.content.loader",
    "adoption.experiments.analyses",
    "adoption.experiments.control_charts",
    "adoption.experiments.formulas",
    "adoption.experiments.power",
    "adoption.gates.admission",
    "adoption.gates.record",
    "adoption.gates.snapshot",
    "adoption.gates.wording",
    "adoption.measured",
]
SCRIPT = """
import importlib, sys
for name in {pure!r}:
    importlib.import_module(name)
print([name for name in ("django", "celery", "torch", "transformers", "scipy", "statsmodels") if name in sys.modules])
"""


def test_gates_content_and_measured_facts_load_without_django():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(pure=PURE)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

"""The package stands alone, and the examples in its docstrings hold."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import evaluations.parsing

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(evaluations.parsing.__path__, "evaluations.parsing.")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_importing_every_module_loads_neither_django_nor_torch():
    code = f"import importlib, sys; [importlib.import_module(n) for n in {MODULES}]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "evaluations.parsing.formats.pdf" in loaded
    assert not loaded & {"django", "celery", "torch", "transformers"}

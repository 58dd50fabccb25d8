"""The worked figures in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import tco

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(tco.__path__, "tco.")
    if not module.name.startswith(("tco.migrations", "tco.management"))
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0

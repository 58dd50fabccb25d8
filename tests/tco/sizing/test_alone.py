"""Sizing stands alone, and a page that only shows it does not load the solver."""

import subprocess
import sys


def test_sizing_loads_neither_django_nor_scipy():
    program = (
        "import sys, tco.sizing.study, tco.sizing.aiconfigurator\n"
        "heavy = {'django', 'celery', 'scipy', 'numpy', 'evaluations'}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

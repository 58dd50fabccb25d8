"""The calculation stands alone: it loads without the web framework and without the queue."""

import subprocess
import sys

PURE = (
    "catalogue.api_prices",
    "catalogue.gpus",
    "catalogue.models",
    "tco.assumptions",
    "tco.errors",
    "tco.finance.dated_flows",
    "tco.finance.lease",
    "tco.finance.small_assets",
    "tco.finance.tax",
    "tco.headlines",
    "tco.model.excel",
    "tco.model.trace",
    "tco.plan.model",
    "tco.plan.redeployment",
    "tco.starting",
)


def test_the_calculation_loads_neither_django_nor_celery():
    program = (
        f"import sys, importlib\nfor name in {PURE!r}: importlib.import_module(name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'celery', 'torch', 'accounts'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

"""Web process and parent of the workers load no library of models or vendors: they start fast, and forks stay safe."""

import subprocess
import sys

SCRIPT = """
import pkgutil, sys
import django
django.setup()
from config.celery import app
app.loader.import_default_modules()
import accounts, adoption, config, evaluations, governance, handover, reports, tco
from django.urls import get_resolver

def load(patterns):
    for pattern in patterns:
        load(getattr(pattern, "url_patterns", []))

load(get_resolver("config.urls").url_patterns)
for package in (accounts, adoption, config, evaluations, governance, handover, reports, tco):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if {"views", "tasks", "services", "selectors"} & set(module.name.split(".")):
            __import__(module.name)
import evaluations.services.driving, evaluations.views.runs, reports.tasks, tco.views
heavy = {"torch", "transformers", "sentence_transformers", "xllamacpp", "openai", "anthropic"}
print(sorted(heavy & set(sys.modules)))
"""


def test_urls_views_tasks_and_services_import_no_library_of_models_or_vendors():
    command = [sys.executable, "-W", "error::ImportWarning", "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr

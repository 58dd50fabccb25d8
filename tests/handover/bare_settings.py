"""Settings of a server whose tables are made from the models as they are."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS}

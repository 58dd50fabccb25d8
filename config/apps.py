from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds the commands that start processes and run the whole line."""

    name = "config"

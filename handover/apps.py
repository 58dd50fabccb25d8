from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Taking a whole organisation to another server."""

    name = "handover"

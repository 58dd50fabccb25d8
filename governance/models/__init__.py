"""Rows of governance: each belongs to an organisation, and to one AI system where it concerns only that."""

from governance.models.systems import AiSystem

__all__ = ["AiSystem"]

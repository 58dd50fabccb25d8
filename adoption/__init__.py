"""Use cases in three stages, gates that open on evidence, decisions by named persons. Links other apps."""

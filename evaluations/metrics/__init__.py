"""Metrics of one answer, of retrieval and of speed: pure functions of texts and numbers."""

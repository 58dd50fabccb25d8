"""Builds the documents and the test set from their sources (development only)."""

"""Candidate models on the company's own documents."""

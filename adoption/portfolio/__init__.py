"""Which work first: risk triage and individual scores, brought together. Plain Python."""

"""Answering a batch of questions: the prompt and the loop, without a database."""

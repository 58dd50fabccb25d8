"""Dated prices: what a row must be, how rows follow each other, and how they come in and go out as tables."""

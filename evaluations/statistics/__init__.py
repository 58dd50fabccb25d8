"""Intervals, paired tests and planning: what the numbers of a run allow to be said."""

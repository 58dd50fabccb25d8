"""Appraisal and tax arithmetic without Django: cash flows start with year 0, outflows are negative."""

"""Shipped books of governance: frameworks and requirements, roles, the watch on rules, questions for vendors."""

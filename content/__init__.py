"""Shipped content: reading rows of YAML into values, and what must hold across rows. Plain Python."""

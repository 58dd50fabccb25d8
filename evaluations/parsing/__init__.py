"""Uploaded files become passages that can be cited by page, cell, slide, section or line. No Django."""

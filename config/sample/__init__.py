"""A copy of the sample company for whoever wants to try everything on it, and its removal."""

"""How much a company depends on which vendor, origin and place: plain Python, no Django."""

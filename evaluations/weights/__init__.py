"""Small model files: where they come from, checked by hash, made ready once."""

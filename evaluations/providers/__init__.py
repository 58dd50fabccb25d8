"""One protocol for every way to run a model, and one file for each of them."""

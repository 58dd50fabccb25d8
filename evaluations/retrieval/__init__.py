"""Finding passages: BM25 on Japanese words, dense vectors, and both together."""

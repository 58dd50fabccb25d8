"""Pages of documents, question sets, candidates, runs and answers. Each begins with who may see it."""

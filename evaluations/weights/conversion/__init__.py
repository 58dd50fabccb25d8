"""From the file as it is distributed to a folder that transformers or sentence-transformers loads."""

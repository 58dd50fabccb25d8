"""The shipped content: YAML in Japanese and English, and the loader that checks it. No Django here."""

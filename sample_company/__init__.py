"""サンプル精機株式会社, a fictional company: its documents, its reviewed test set and how they are built."""

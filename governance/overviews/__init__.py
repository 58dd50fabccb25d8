"""What the pages of operation show, read from rows and books into frozen values."""

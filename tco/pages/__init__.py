"""What the pages of a cost plan show, put together from results and assumptions."""

"""What people may send to the pages of operation."""

"""Test sets: their items, their spreadsheet, and the hash of a frozen set."""

"""The approval route of a request: states, who decides by amount, and what re-opens a review. Plain Python."""

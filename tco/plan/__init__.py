"""A cost plan of any number of options, month by month over one to seven years, as rows of `tco.model`."""

"""The plan of four options over an initial year and five operating years, as rows of `tco.model`."""

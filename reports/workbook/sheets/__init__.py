"""One file per sheet of the workbook."""

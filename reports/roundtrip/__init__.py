"""An edited workbook on its way back: read safely, checked, and merged row by row against the server's own copy."""

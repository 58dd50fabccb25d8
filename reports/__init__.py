"""The management workbook: what goes in it, how it is drawn, and the list of files made."""

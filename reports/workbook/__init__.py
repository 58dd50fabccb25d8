"""Pure writer of the management workbook: values in, one .xlsx file out."""

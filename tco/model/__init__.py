"""One definition of every row: the same expression gives numbers, arrays of draws and Excel formulas."""

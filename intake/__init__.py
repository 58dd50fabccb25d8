"""The door for files that people bring: spreadsheets and archives are checked before anything opens them."""

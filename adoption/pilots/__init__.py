"""What a measurement plan promises and what a reading may say, as values. No Django here."""

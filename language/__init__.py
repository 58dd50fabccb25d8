"""Words and numbers in Japanese and English, without Django: used by the pure packages and the workbook."""

"""The main job on the sample company, from its files to the workbook."""

"""What people type into a cost plan. Percentages are typed as percent and kept as fractions."""

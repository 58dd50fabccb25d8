"""Pages of the cost plan, one file per thing a person does there."""

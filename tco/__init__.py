"""What generative AI costs and earns: rows, appraisal, dated prices, assumptions and cost plans."""

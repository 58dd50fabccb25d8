"""Whether a pilot worked: plans, readings, analyses by design, labels and verdicts. No Django here."""

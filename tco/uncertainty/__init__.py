"""How sure a plan's figures are: draws of every assumption, one-at-a-time swings, break-even, futures."""

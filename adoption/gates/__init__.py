"""Criteria, their check language and the rule that turns them into a recommendation. No Django here."""

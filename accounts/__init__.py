"""Who: organisations, members and their roles, access, the audit trail."""

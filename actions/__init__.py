"""What a person can do: one function is one permission check, one transaction and one history row."""

"""评估组织: what a coordinator sets up for a quarter, as parts of its page."""

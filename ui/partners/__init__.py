"""破题的人: the rosters and one partner, as parts of their pages."""

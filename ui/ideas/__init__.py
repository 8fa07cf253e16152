"""金点子: the bank, one idea, its topics and what is kept in reserve, as parts of their pages."""

"""季度三评: its figures, findings and publication, and a department's own view, as parts of their pages."""

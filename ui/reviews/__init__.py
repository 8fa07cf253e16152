"""专家评分: the expert's workbench, as parts of its page."""

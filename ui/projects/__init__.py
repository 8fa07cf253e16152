"""民声转化项目: the list and one project, as parts of their pages."""

"""Parts of the command line, mounted by manage.py."""

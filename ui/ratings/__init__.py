"""群众评价: entry, files and quarantine, as parts of its page."""

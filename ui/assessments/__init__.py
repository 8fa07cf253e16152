"""第三方评估: entry, evidence and files, as parts of its pages."""

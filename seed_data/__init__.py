"""The demonstration data set: deterministic, every name and sentence written for this project."""

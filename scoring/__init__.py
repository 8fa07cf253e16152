"""Figures and marks as pure functions: arrays or frames in, frozen dataclasses or frames out."""

"""A plausible warehouse: what is in it at the start, and how it changes."""

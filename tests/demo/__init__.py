"""The demos: what they draw."""

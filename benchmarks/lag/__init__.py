"""How long after a commit a row is there, in continuous mode."""

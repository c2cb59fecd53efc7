"""Other ways to fetch the same rows, each a program of its own."""

"""The demo: the real tap, a real target and a simulated warehouse."""

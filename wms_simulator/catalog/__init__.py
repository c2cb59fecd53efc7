"""What the simulated service knows: its entities, their fields and relations."""

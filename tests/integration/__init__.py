"""Meltano, a PostgreSQL server and targets, all real: `make integration-test`."""

"""A dbt project for what the tap loads, made of a catalog."""

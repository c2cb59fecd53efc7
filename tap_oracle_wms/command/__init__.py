"""``oracle-wms``: the command for people."""

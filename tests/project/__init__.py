"""Tests of what stands around the code: files that must agree, and the commands."""

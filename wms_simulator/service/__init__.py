"""The HTTP service: Django settings, views and everything between them."""

"""Serving what is published from a PostgreSQL server: roles, row filters, masks, loading."""

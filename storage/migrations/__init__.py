"""Revisions of the database schema, run by `storage/migrate.py`."""

"""ROWS: tables, queries by subject, inbox, outbox, imports and migrations; one code for SQLite and PostgreSQL."""

"""Zalo: events as they come in, calls as they go out, tokens, and what its error codes mean."""

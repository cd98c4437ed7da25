"""Ledgers that show when they were changed: a hash chain, and checkpoints kept elsewhere."""

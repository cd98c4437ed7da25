"""Policy rules: one definition each, decided in bulk (numpy, polars, SQL) and explained for one person. Pure."""

"""量才: the platform on which a Chinese province evaluates skilled workers."""

__version__ = "0.2.0"

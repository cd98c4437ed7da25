"""The demonstration: the whole chain on real catalogue entries with generated people, through the same
actions that the screens call. Every person and body in it is generated and marked as such."""

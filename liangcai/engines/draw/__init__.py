"""Random draws that anyone can recompute."""

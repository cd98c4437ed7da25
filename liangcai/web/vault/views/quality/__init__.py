"""Quality of a bank: one file a screen, one row of tabs over all of them."""

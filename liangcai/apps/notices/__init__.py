"""Notices to people, written with the act they tell of, and the outbox that e-mails them."""

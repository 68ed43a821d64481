"""Passages of the reference notes and the search over them."""

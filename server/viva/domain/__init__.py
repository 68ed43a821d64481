"""Frozen nouns of the product. No I/O, no framework, no clock."""

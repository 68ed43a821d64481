"""What the API takes and gives, by noun."""

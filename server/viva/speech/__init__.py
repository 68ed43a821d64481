"""Speech without models: endpointing, captions, delivery measures."""

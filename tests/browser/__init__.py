"""The page, driven in Chromium against the real command."""

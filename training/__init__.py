"""Training of the evidence model. Needs the extra `train`; nothing here is imported by the product."""

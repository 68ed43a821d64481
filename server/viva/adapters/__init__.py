"""One module for each thing outside: models, stores, engines. Heavy imports stay inside functions."""

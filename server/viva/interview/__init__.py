"""The conductor: events in, effects out. No I/O and no clock of its own."""

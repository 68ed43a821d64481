"""Domain nouns to JSON and back: one shape on the wire, in the log and in exports."""

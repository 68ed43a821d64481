"""Evidence, judgements, ledger, scores and verdicts."""

"""Content as data: rubrics, rounds, questions, notes, prompts, glossary; validated on load."""

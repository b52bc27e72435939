"""Questions about a finished run in everyday words, and answers made of what was computed."""

"""Measures what it costs to use the models of a finished run: on this machine, with real processes, nothing guessed."""

"""Answers a deep link to /train on a fresh server; the page is screens/train.py (see shell.guard)."""

from pages.parts.shell import guard

guard()

"""Svyazka's server: each folder here is one room, described in its own first lines."""

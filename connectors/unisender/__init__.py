"""Unisender, letters to lists of subscribers."""

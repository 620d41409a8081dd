"""Tilda, a site builder: its forms and cart orders."""

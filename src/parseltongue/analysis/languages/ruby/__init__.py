"""The Ruby front end."""

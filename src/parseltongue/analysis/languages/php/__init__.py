"""The PHP front end."""

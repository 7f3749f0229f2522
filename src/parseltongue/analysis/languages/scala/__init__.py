"""The Scala front end."""

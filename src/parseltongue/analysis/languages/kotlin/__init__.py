"""The Kotlin front end."""

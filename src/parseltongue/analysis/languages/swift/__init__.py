"""The Swift front end."""

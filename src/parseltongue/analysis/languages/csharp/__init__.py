"""C#: its grammar, its rules, its library."""

"""Every figure that Parseltongue claims, each with the command that reproduces it.

`README.md` lists them. The modules drive the command line like a user does and measure the whole process
tree; nothing here is imported by the package.
"""

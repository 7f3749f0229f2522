"""From symbolic paths to links: what all languages share.

`linker` turns the paths of one file into outcomes; `semantics` evaluates names, members and types in a
`World`, with hooks for what a language does differently; `values` is what a path can denote on the way.
"""

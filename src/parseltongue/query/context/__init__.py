"""What is needed to change an entity, with real source, packed into a number of tokens.

`gathering` finds pieces and what each is worth, `excerpts` reads their lines, `packing` chooses what fits,
`markdown` writes it, `tokens` counts. Source is never stored: it comes from disk, and only where the file is
still the one that was analysed. The same snapshot, files, limit and tokenizer give the same text.
"""

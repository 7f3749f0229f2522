"""Which files a workspace has, what they hold, and what differs from last time.

Walk (`walk`), hash and read (`reading`), remember stats (`statindex`), compare (`detect`). Knows neither
languages nor the store: a caller's `select(path)` says which files count, and a stat index is a file whose
place the caller chooses. Modules are imported one by one; importing the package costs nothing.
"""

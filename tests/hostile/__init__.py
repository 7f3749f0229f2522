"""Sources that no front end may fail on, by language: see `tests/unit/analysis/test_hostile.py`.

A module each, with

- ``PATH``: of a file of the language;
- ``BEFORE``: code with a type ``Early``, which is read whatever follows;
- ``ODD``: sources with the flags of their facts;
- ``DEEP``: sources with so much in each other, or so broken, that not all of it is read;
- ``LONG``: sources of which all is read;
- ``TANGLED``: sources whose parts need each other;
- ``BROKEN``: a source with errors around which ``A`` and ``f`` can be read.
"""

"""The nouns: entities, relationships, facts, ids and errors. Pure values, no I/O, no other layer."""

"""From bytes to facts, and from facts to links. Depends on `model` alone, so it can run in any process."""

"""SCIP, the Sourcegraph Code Intelligence Protocol: the graph as an index, and indexes of others."""

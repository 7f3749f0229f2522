"""Measures of the whole graph, worked out over columns of integers.

One module per question, and `columns`, which reads a snapshot into vertices and edges once for all of them.
Vertices are numbers here, results are numbers and vertices: `query.analytics` turns them into records.
Algorithms are igraph's (`library`, docs/adr/0015), which is an extra and imported when it is used; nothing
here implements one that igraph has.
"""

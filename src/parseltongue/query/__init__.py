"""Questions about a snapshot: finding, relationships, coverage, export. `query.isg.ISG` is the way in."""

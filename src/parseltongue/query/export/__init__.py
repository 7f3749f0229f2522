"""The graph in the formats of others: one module for each, all fed from the records of `jsonl`."""

from parseltongue.query.export.jsonl import export_jsonl as export_jsonl

"""The command line: reads arguments and the environment, asks the layers below, shows what they say.

A query has to be cheap as a whole process, so nothing here imports what a command does not need: no
`re`, `typing`, `argparse` (25 ms to import and fill), `json` or `rich` on the way of a readable answer. Each
command is a module of `parseltongue.cli.commands`, loaded when it is run.
"""

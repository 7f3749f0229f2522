"""What a backend author needs to prove a backend: the contract suite and a faulty backend.

- `parseltongue.testing.contract`: `BackendContract`, tests to inherit from (needs pytest).
- `parseltongue.testing.machine`: `backend_machine`, random operations against a perfect model (needs
  Hypothesis).
- `parseltongue.testing.faults`: `FaultyBackend`, for crash tests; needs nothing.
"""

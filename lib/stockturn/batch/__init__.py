"""Many clients, one command: warm workers, each client isolated, nothing done twice."""

"""Warm starts: a process that has loaded everything, and configured nothing, stands by to serve the next launch."""

STANDBY = "_standby"
"""The command that is the standby process."""
WORKER = "_standby_worker"
"""The command that is a worker, where workers are no forks."""

"""Warm starts: a process that has loaded everything, and configured nothing, waits for some seconds to serve the next launch."""

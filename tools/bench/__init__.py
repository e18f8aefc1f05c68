"""Timings as ratios of paired runs: `make bench`. Nothing here passes or fails."""

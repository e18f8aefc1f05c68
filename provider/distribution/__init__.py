"""From the source to what a team installs: a build that needs no Python, and the forms in which engines take it from a server."""

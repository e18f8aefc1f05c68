"""A gRPC server for an engine, on `h2`. A thread reads each connection, and whichever thread has an answer sends it.

It took the place of `grpclib`, which runs on `asyncio`. To load these two took a fifth of the plugin's start, each answer went
through the event loop twice, and only private parts of `grpclib` bounded what a client may send and when the process ends.
"""

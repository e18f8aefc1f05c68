"""What engines put into the environment of a plugin, so that it knows that no person has started it.

The launcher reads this file on every launch, so it imports nothing.
"""

KEY = "TF_PLUGIN_MAGIC_COOKIE"
VALUE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

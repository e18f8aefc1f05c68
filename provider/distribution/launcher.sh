#!/bin/sh
# Starts the provider with the Python that stands beside this file. -I and -S: nothing of the machine's own Python, its variables or
# the folder that the engine runs in may change what is imported.
here=${0%/*}
first=launch
[ "$TWILIO_PROVIDER_WARM_START" = off ] && first=start
exec "$here/python/bin/python3" -I -S -B "$here/python/$first.pyc" "$@"

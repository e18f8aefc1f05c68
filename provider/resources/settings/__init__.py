"""Settings objects, of which an account has exactly one of each kind: they are never made or removed, only overwritten.

`contract.py` is what every such object does, and `object.py` what it is; `baseline.py` is what a destroy puts back, `notes.py`
what a process remembers, `words.py` what users are told. `video.py` has the fields and requests of Twilio Video's settings, and
`activation.py` how long a rejected write is tried again.
"""

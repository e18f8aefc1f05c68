"""Settings objects, of which an account has exactly one of each kind: they are never made or removed, only overwritten.

`object.py` is what such an object holds, `checked.py` what it refuses, and `contract.py` what it does; `baseline.py` is what a
destroy puts back, `notes.py` what a process remembers, `changes.py` what becomes of the account, in words, and `words.py` what
else is told. `video.py` has the fields and requests of Twilio Video's settings, `credentials.py` looks up what they name,
and `activation.py` says how long a rejected write is tried again.
"""

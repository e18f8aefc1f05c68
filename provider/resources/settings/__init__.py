"""Settings objects, of which an account has exactly one of each kind: they are never made or removed, only overwritten.

    contract.py     what such an object does: create, read, update, destroy, and their plans. A `Resource`; all else is composed
    planning.py     what the plan of a create, a replacement and an update refuses and warns of
    destroying.py   the plan of a destroy, and what it does
    guards.py       what is refused, and when
    life.py         where an account's settings stand in this process: a state machine
    ledger.py       what this process knows of each account: the lives of its settings, its credentials, their use
    record.py       what is kept in private state
    baseline.py     what a destroy puts back
    shape.py        the settings of one kind by name, and how two sets of them compare
    api.py          how they are read and written
    activation.py   how long a rejected write is tried again
    credentials.py  looks up what settings name; `in_use.py`, which credentials settings name, for deletes of credentials
    words.py        the messages for users; `effects.py`, those about the effects on the account's media
    video.py        the fields of Twilio Video's settings; `placement.py`, where media go by them, in words

What happens to a tainted object with create_before_destroy, as an example. In the plan, the engine refreshes the object (`read`:
IN_STATE) and plans a create beside it (`Planning.create`: TO_REPLACE), which keeps the baseline that state has, and shows it. The
apply is another process, to which most engines hand nothing of that: `create` finds the phase TO_CREATE, so it takes over what
the account holds, which is what is planned, and writes nothing (CREATED). Then the engine shows the old object, and destroys it.
In that phase `delete` writes nothing either; it shows the baseline that is lost with the old object. Terraform 1.16 hands on the
private state of the plan: there the record says that the create `replaces`, and with which baseline, so that nothing is lost.
"""

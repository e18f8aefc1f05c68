"""`terraform-provider-twilio explain`: where recordings and compositions of an account go, and what is wrong with that.

- `route.py` has the way that media take, and `picture.py` the picture of an account.
- `live.py` draws an account, `planned.py` those in a plan or a state.
- Each format has a file of its own.
"""

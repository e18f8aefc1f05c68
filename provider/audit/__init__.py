"""`terraform-provider-twilio audit`: does every account store and encrypt as a policy says?

- `policy.py` has the rules, and `policy_file.py` reads them.
- `live.py` audits accounts, which `accounts.py` reads; `plan.py` audits a plan.
- `evaluation.py` compares an account with the rules.
- `result.py` has the result. Each format of a report has a file of its own.
"""

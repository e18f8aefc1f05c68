"""One file per resource, data source or function: this folder's listing is the provider's list of features.

Files whose name begins with an underscore hold what several of them share; `provider.py` is the provider's configuration.
"""

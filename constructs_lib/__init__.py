"""CDK for Terraform constructs for Twilio Video recording settings.

There are two sets of typed bindings, alike but for the CDK that they build on: `constructs_lib.cdktf` for `cdktf`, and
`constructs_lib.cdktn` for its community fork CDK Terrain. Import from the one that the stack is written with; this module
imports neither. The second is made from the first, whenever the package is built and with each `make setup`.
"""

from ._own_package import require_own_provider

require_own_provider()

"""What the reports of `audit` and `explain` share."""

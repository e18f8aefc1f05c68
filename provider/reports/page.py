"""Writes a report as one HTML page, which loads and runs nothing."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from .shown import one_line


def page(template: str, **values: object) -> str:
    """Fill a template of the folder `templates`. Jinja escapes every value."""
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["one_line"] = one_line
    return environment.get_template(template).render(values) + "\n"

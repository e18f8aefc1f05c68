"""The smallest provider that the Python framework `tf` serves: one resource with a label, kept nowhere but in the state.

It runs with packages of its own: that framework, and nothing of ours.
"""

from __future__ import annotations

from typing import Any

from tf import runner, schema, types  # type: ignore[import-not-found]
from tf.iface import Provider, Resource  # type: ignore[import-not-found]


class BenchSettings(Resource):  # type: ignore[misc]
    def __init__(self, provider: Bench) -> None:
        self._provider = provider

    @classmethod
    def get_name(cls) -> str:
        return "settings"

    @classmethod
    def get_schema(cls) -> Any:
        return schema.Schema(
            attributes=[
                schema.Attribute("id", types.String(), computed=True, default=types.Unknown),
                schema.Attribute("friendly_name", types.String(), required=True),
            ]
        )

    def create(self, ctx: Any, planned: dict[str, Any]) -> dict[str, Any]:
        return {**planned, "id": "one"}

    def read(self, ctx: Any, current: dict[str, Any]) -> dict[str, Any]:
        return current

    def update(self, ctx: Any, current: dict[str, Any], planned: dict[str, Any]) -> dict[str, Any]:
        return {**planned, "id": "one"}

    def delete(self, ctx: Any, current: dict[str, Any]) -> None:
        return None


class Bench(Provider):  # type: ignore[misc]
    def get_model_prefix(self) -> str:
        return "bench_"

    def get_provider_schema(self, diags: Any) -> Any:
        return schema.Schema(attributes=[])

    def full_name(self) -> str:
        return "terraform.local/bench/bench"

    def validate_config(self, diags: Any, config: dict[str, Any]) -> None:
        return None

    def configure_provider(self, diags: Any, config: dict[str, Any]) -> None:
        return None

    def get_data_sources(self) -> list[Any]:
        return []

    def get_resources(self) -> list[Any]:
        return [BenchSettings]


if __name__ == "__main__":
    runner.run_provider(Bench())

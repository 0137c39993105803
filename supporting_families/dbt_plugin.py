"""dbt-duckdb plugin: makes sure that the home is there before its build file is opened."""

from dbt.adapters.duckdb.plugins import BasePlugin

from supporting_families.home import Home


class Plugin(BasePlugin):
    """Runs once when dbt opens its connection; makes the `warehouse` folder on first use."""

    def initialize(self, plugin_config: dict) -> None:
        Home.from_environment().warehouse.mkdir(exist_ok=True)

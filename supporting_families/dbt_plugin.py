"""dbt-duckdb plugin: makes sure that the home is there before its build file is opened."""

import gc

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from supporting_families.build_file import name_intake
from supporting_families.home import Home

# dbt makes many objects that stay: looking through them less often saves a fifteenth of its time.
COLLECT_EVERY = (100_000, 50, 50)
LIMITS = ("memory_limit", "temp_directory")  # of DuckDB, where the profile has a value for them


class Plugin(BasePlugin):
    """Runs once when dbt opens its connection; makes the `warehouse` folder on first use."""

    def initialize(self, plugin_config: dict) -> None:
        self._home = Home.from_environment()
        self._home.warehouse.mkdir(exist_ok=True)
        gc.set_threshold(*COLLECT_EVERY)
        self._limits = {name: plugin_config[name] for name in LIMITS if plugin_config.get(name)}

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Raises an error of DuckDB, which names the setting, where it does not know the value."""
        for name, value in self._limits.items():
            conn.execute(f"set {name} = $value", {"value": str(value)})

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """A variable is a cursor's own."""
        name_intake(cursor, self._home)

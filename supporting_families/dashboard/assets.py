"""The files that Superset imports: a connection, data sets, charts and the page."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from typing import Any

import yaml

from supporting_families.dictionary import DescribedColumn, DescribedTable, described_tables

from .charts import drawn_as, form, query
from .description import Chart, Choice, Dashboard, DataSet, Row, Tile
from .errors import DashboardError

VERSION = "1.0.0"  # of the form of the files
WRITTEN_AT = (2020, 1, 1, 0, 0, 0)  # in the archive: the same bytes for the same description
MASK = "X" * 10  # Superset's own: it asks whoever imports for the password
NO_SERVER = f"postgresql+psycopg2://login:{MASK}@server:5432/families"
# Of the identifiers, which must not move: by them Superset finds again what it imported.
_SPACE = uuid.UUID("5f0f2a0e-6c1b-4d53-9a4f-1f6f0f6d7a11")
_DATES = ("DATE", "TIMESTAMP")
_TYPES = {"date": "DATE", "integer": "INTEGER", "bigint": "BIGINT", "varchar": "VARCHAR"}
DATABASE_FILE = "databases/supporting_families.yaml"


def bundle(dashboard: Dashboard, address: str = NO_SERVER) -> bytes:
    """The archive to import. `address` names server, database and login, as SQLAlchemy writes
    them, with the mask for the password: whoever imports gives that. Raises DashboardError."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(dashboard, address).items():
            text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
            archive.writestr(zipfile.ZipInfo(f"{dashboard.slug}/{name}", WRITTEN_AT), text)
    return written.getvalue()


def files(dashboard: Dashboard, address: str = NO_SERVER) -> dict[str, dict[str, Any]]:
    """Each file by its name. Raises DashboardError where a table or column is not described."""
    tables = {(table.schema, table.name): table for table in described_tables()}
    made: dict[str, dict[str, Any]] = {
        "metadata.yaml": {"version": VERSION, "type": "assets"},
        DATABASE_FILE: _database(dashboard, address),
    }
    for data_set in dashboard.data_sets:
        made[f"datasets/{data_set.code}.yaml"] = _data_set(data_set, tables)
    for number, chart in enumerate(dashboard.charts, 1):
        made[f"charts/{number:02}_{chart.code}.yaml"] = _chart(chart)
    made[f"dashboards/{dashboard.slug}.yaml"] = _page(dashboard)
    return made


def _identifier(*parts: str) -> str:
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def _database(dashboard: Dashboard, address: str) -> dict[str, Any]:
    return {
        "database_name": dashboard.database,
        "sqlalchemy_uri": address,
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_run_async": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": _identifier("database"),
        "version": VERSION,
    }


def _data_set(data_set: DataSet, tables: dict[tuple[str, str], DescribedTable]) -> dict[str, Any]:
    if data_set.table not in tables:
        raise DashboardError(
            f"data set {data_set.code} reads {'.'.join(data_set.table)}, which nobody describes."
        )
    table = tables[data_set.table]
    return {
        "table_name": data_set.code if data_set.sql else table.name,
        "schema": table.schema,
        "description": table.description,
        "sql": data_set.sql,
        "main_dttm_col": None,
        "columns": [_column(column) for column in table.columns],
        "metrics": [{"metric_name": "count", "verbose_name": "Rows", "expression": "count(*)"}],
        "uuid": _identifier("dataset", data_set.code),
        "database_uuid": _identifier("database"),
        "version": VERSION,
    }


def _column(column: DescribedColumn) -> dict[str, Any]:
    kind = _TYPES.get(column.data_type, column.data_type.upper())
    return {
        "column_name": column.name,
        "verbose_name": column.label,
        "description": column.description,
        "is_dttm": kind in _DATES,
        "is_active": True,
        "type": kind,
        "groupby": True,
        "filterable": True,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "slice_name": chart.title,
        "description": chart.about,
        "viz_type": drawn_as(chart),
        "params": form(chart),
        "query_context": json.dumps(query(chart)),
        "cache_timeout": None,
        "uuid": _identifier("chart", chart.code),
        "dataset_uuid": _identifier("dataset", chart.data_set.code),
        "version": VERSION,
    }


def _page(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "dashboard_title": dashboard.title,
        "description": dashboard.about,
        "slug": dashboard.slug,
        "css": "",
        "published": True,
        "position": _position(dashboard),
        "metadata": {
            "color_scheme": "supersetColors",
            "label_colors": _colours(dashboard),
            "cross_filters_enabled": False,
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": [_choice(one) for one in dashboard.choices],
        },
        "uuid": _identifier("dashboard"),
        "version": VERSION,
    }


def _colours(dashboard: Dashboard) -> dict[str, str]:
    return {
        measure.label: measure.colour
        for chart in dashboard.charts
        for measure in chart.measures
        if measure.colour
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "id": f"NATIVE_FILTER-{choice.column}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": choice.name,
        "description": choice.about,
        "targets": [
            {
                "column": {"name": choice.column},
                "datasetUuid": _identifier("dataset", choice.data_set.code),
            }
        ],
        "controlValues": {"multiSelect": True, "enableEmptyFilter": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
    }


def _position(dashboard: Dashboard) -> dict[str, Any]:
    rows = [f"ROW-{number}" for number, _ in enumerate(dashboard.rows, 1)]
    placed: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard.title}},
    }
    for row_id, row in zip(rows, dashboard.rows, strict=True):
        placed |= _row(row_id, row)
    return placed


def _row(row_id: str, row: Row) -> dict[str, Any]:
    tiles = {f"{row_id}-{number}": tile for number, tile in enumerate(row.tiles, 1)}
    parents = ["ROOT_ID", "GRID_ID"]
    placed = {
        row_id: {
            "id": row_id,
            "type": "ROW",
            "children": list(tiles),
            "parents": parents,
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
    }
    for tile_id, tile in tiles.items():
        placed[tile_id] = {
            "id": tile_id,
            "type": "CHART" if tile.chart else "MARKDOWN",
            "children": [],
            "parents": [*parents, row_id],
            "meta": {"width": tile.width, "height": row.height, **_meta(tile)},
        }
    return placed


def _meta(tile: Tile) -> dict[str, Any]:
    if not tile.chart:
        return {"code": tile.text}
    return {
        "chartId": 0,  # Superset's own number, which it finds by the identifier
        "sliceName": tile.chart.title,
        "uuid": _identifier("chart", tile.chart.code),
    }

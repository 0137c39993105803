"""A chart in Superset's own words: how it is drawn, and what it asks."""

from __future__ import annotations

from typing import Any

from .description import Chart, Measure

MOST_ROWS = 1000
ORDER = "order"  # what a chart is ordered by, beside its measures
_DRAWN_AS = {
    "number": "big_number_total",
    "bars": "echarts_timeseries_bar",
    "lines": "echarts_timeseries_line",
    "table": "table",
}
_WHOLE_TIME = "No filter"


def drawn_as(chart: Chart) -> str:
    """What Superset calls this kind of chart."""
    return _DRAWN_AS[chart.kind]


def form(chart: Chart) -> dict[str, Any]:
    """What somebody would have chosen on Superset's form for this chart."""
    asked = {
        "viz_type": drawn_as(chart),
        "adhoc_filters": _filters(chart),
        "row_limit": MOST_ROWS,
        "time_range": _WHOLE_TIME,
        "extra_form_data": {},
    }
    return {**asked, **_OF_KIND[chart.kind](chart), **chart.options}


def query(chart: Chart) -> dict[str, Any]:
    """What the chart asks of its data set; Superset fills in which data set that is."""
    asked = {
        "columns": list(chart.dimensions),
        "metrics": [_metric(measure) for measure in chart.measures],
        "orderby": _order(chart),
        "filters": [],
        "extras": {
            "where": f"({chart.where})" if chart.where else "",
            "having": f"({chart.having})" if chart.having else "",
        },
        "row_limit": MOST_ROWS,
        "time_range": _WHOLE_TIME,
    }
    if not chart.measures:
        del asked["metrics"]
    return {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [asked],
        "form_data": form(chart),
        "result_format": "json",
        "result_type": "full",
    }


def _number(chart: Chart) -> dict[str, Any]:
    [measure] = chart.measures
    return {
        "metric": _metric(measure),
        "y_axis_format": measure.format,
        "header_font_size": 0.6,
        "subheader_font_size": 0.15,
        "subheader": "",
        "metric_name_font_size": 0.15,
    }


def _axes(chart: Chart) -> dict[str, Any]:
    first, *others = chart.dimensions
    return {
        "x_axis": first,
        "groupby": others,
        "metrics": [_metric(measure) for measure in chart.measures],
        "timeseries_limit_metric": _by(chart.order_by) if chart.order_by else None,
        "order_desc": chart.is_descending,
        "y_axis_format": chart.measures[0].format,
        "label_colors": _colours(chart),
        "show_legend": len(chart.measures) > 1,
        "sort_series_type": None,
        "legendOrientation": "top",
        "legendType": "plain",
        "legendMargin": 40,
        "rich_tooltip": True,
        "truncate_metric": True,
        "truncateXAxis": False,
        "truncateYAxis": False,
        "zoomable": False,
    }


def _bars(chart: Chart) -> dict[str, Any]:
    is_horizontal = chart.options.get("orientation") == "horizontal"  # drawn from below
    drawn = {**_axes(chart), "xAxisForceCategorical": True, "show_value": True}
    if len(chart.measures) > 1:  # the total over the bars would count the order as well
        return drawn | {"timeseries_limit_metric": None}
    return drawn | {"x_axis_sort": ORDER, "x_axis_sort_asc": chart.is_descending == is_horizontal}


def _lines(chart: Chart) -> dict[str, Any]:
    return {**_axes(chart), "seriesType": "line", "time_grain_sqla": None, "markerEnabled": False}


def _table(chart: Chart) -> dict[str, Any]:
    shared = {
        "order_desc": chart.is_descending,
        "table_timestamp_format": "%d/%m/%Y",
        "show_cell_bars": False,
        "allow_render_html": False,
        "server_pagination": False,
    }
    if not chart.measures:
        order = f'["{chart.order_by}", {str(not chart.is_descending).lower()}]'
        return {
            **shared,
            "query_mode": "raw",
            "all_columns": list(chart.dimensions),
            "order_by_cols": [order] if chart.order_by else [],
        }
    return {
        **shared,
        "query_mode": "aggregate",
        "groupby": list(chart.dimensions),
        "metrics": [_metric(measure) for measure in chart.measures],
        "timeseries_limit_metric": _by(chart.order_by) if chart.order_by else None,
        "column_config": {
            measure.label: {"d3NumberFormat": measure.format} for measure in chart.measures
        },
    }


_OF_KIND = {"number": _number, "bars": _bars, "lines": _lines, "table": _table}


def _metric(measure: Measure) -> dict[str, Any]:
    return _expression(measure.sql, measure.label)


def _by(sql: str) -> dict[str, Any]:
    return _expression(sql, ORDER)


def _expression(sql: str, label: str) -> dict[str, Any]:
    return {
        "expressionType": "SQL",
        "sqlExpression": sql,
        "label": label,
        "hasCustomLabel": True,
        "optionName": "metric_" + "".join(filter(str.isalnum, label.lower())),
    }


def _filters(chart: Chart) -> list[dict[str, Any]]:
    return [
        {"expressionType": "SQL", "clause": clause, "sqlExpression": sql}
        for clause, sql in (("WHERE", chart.where), ("HAVING", chart.having))
        if sql
    ]


def _order(chart: Chart) -> list[list[Any]]:
    if not chart.order_by:
        return []
    by = chart.order_by if not chart.measures else _by(chart.order_by)
    return [[by, not chart.is_descending]]


def _colours(chart: Chart) -> dict[str, str]:
    return {one.label: one.colour for one in chart.measures if one.colour}

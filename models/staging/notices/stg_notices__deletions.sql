-- Notices lie in the folders of all feeds, so none can say that nothing has changed.
{{ config(materialized='table') }}

{{ staged('notices', 'deletion_notices', {
    'table_name': 'noticed_table',
    'row_key': 'noticed_row_key',
    'reason': 'reason',
}, as_sent={'noticed_feed_code': 'noticed_feed_code'}) }}

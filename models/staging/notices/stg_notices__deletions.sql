{{ staged('notices', 'deletion_notices', {
    'table_name': 'noticed_table',
    'row_key': 'noticed_row_key',
    'reason': 'reason',
}, as_sent={'noticed_feed_code': 'noticed_feed_code'}) }}

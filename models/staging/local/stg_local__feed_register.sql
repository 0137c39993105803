{{ staged_table('local', 'feed_register') }}

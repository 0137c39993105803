{{ staged_table('cme_ehe', 'register') }}

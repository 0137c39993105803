{{ staged_table('address_gazetteer', 'addresses') }}

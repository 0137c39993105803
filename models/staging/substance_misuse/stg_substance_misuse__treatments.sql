{{ staged_table('substance_misuse', 'treatments') }}

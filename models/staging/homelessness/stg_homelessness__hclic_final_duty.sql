{{ staged_table('homelessness', 'hclic_final_duty') }}

{{ staged_table('send', 'sen2_sen_need') }}

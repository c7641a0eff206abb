SELECT r.estado FROM api.movimientos_aplicar(jsonb_build_array(
    jsonb_build_object('ctx', '{"usuario_id":1}'::jsonb, 'cuerpo',
        jsonb_build_array(jsonb_build_object('tipo', 'salida',
            'ubicacion_id', :lugar, 'lineas', jsonb_build_array(
                jsonb_build_object('producto_id', :producto,
                                   'cantidad', '1'))))))) r;

package Deposito;

# A shop for the t/[2-5]*.t, as SQL for their antes sections.
#
#   branch 1 CEN   101 SALON, 102 DEPOSITO
#   branch 2 NOR   103 SALON, 104 DEPOSITO
#   branch 3 FER   105 SALON, 106 DEPOSITO, and sells what it has not
#
#   product 1 YERBA    un, GTIN 7790001000019, and a pack of 12 with GTIN
#                      17790001000016; costs 60, sells at 100
#           2 QUESO    kg, 00123 on the scale; costs 500, sells at 1000
#           3 LECHE    un, lots that expire, GTIN 7790001000026; costs 50,
#                      sells at 80
#           4 FIDEOS   un; costs 10, sells at 20
#           5 VIEJO    un, retired

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(como_admin tienda mueve cargado solo_sucursal);


# api.NAME(ctx, ...) as an administrator.
sub como_admin {
    my ($nombre, @argumentos) = @_;
    my $ctx = qq({"usuario_id":1,"usuario":"admin","rol":"admin",)
              . qq("sucursales":null,"request_id":"prueba","version":"*"});

    return "SELECT FROM api.$nombre("
           . join(', ', "'$ctx'", map { "'$_'" } @argumentos) . ");\n";
}


sub tienda {
    return <<"END"
INSERT INTO inv.usuario (id, usuario, clave_hash, rol)
OVERRIDING SYSTEM VALUE VALUES
    (1, 'admin', '', 'admin'), (2, 'deposito', '', 'deposito'),
    (3, 'negocio', '', 'negocio'), (4, 'ml_service', '', 'ml_service'),
    (5, 'consulta', '', 'consulta');
END
        . como_admin('sucursal_crear', '{"codigo":"CEN","nombre":"Centro"}')
        . como_admin('sucursal_crear', '{"codigo":"NOR","nombre":"Norte"}')
        . como_admin('sucursal_crear', '{"codigo":"FER","nombre":"Feria",'
                     . '"permite_negativo":true}')
        . como_admin('categoria_crear', '{"nombre":"Almacén"}')
        . como_admin('categoria_crear', '{"nombre":"Frescos"}')
        . como_admin('categoria_crear', '{"nombre":"Quesos","padre_id":2}')
        . join '', map { como_admin('producto_crear', "[$_]") }
        '{"codigo":"YERBA","nombre":"Yerba Mate Suave","categoria_id":1,'
        . '"precio_costo":"60","precio_venta":"100","codigos":['
        . '{"codigo":"7790001000019"},'
        . '{"codigo":"17790001000016","factor":"12"}]}',
        '{"codigo":"QUESO","nombre":"Queso Cremoso","categoria_id":3,'
        . '"unidad":"kg","precio_costo":"500","precio_venta":"1000",'
        . '"codigos":[{"codigo":"00123","tipo":"balanza"}]}',
        '{"codigo":"LECHE","nombre":"Leche Entera","categoria_id":2,'
        . '"usa_lotes":true,"precio_costo":"50","precio_venta":"80",'
        . '"codigos":[{"codigo":"7790001000026"}]}',
        '{"codigo":"FIDEOS","nombre":"Fideos Guiseros","categoria_id":1,'
        . '"precio_costo":"10","precio_venta":"20"}',
        '{"codigo":"VIEJO","nombre":"Producto Viejo","activo":false}';
}


# Documents of POST /v1/movimientos, by user 1; fails if one is refused.
sub mueve {
    return join '', map { <<"END" } @_;
DO \$\$
DECLARE
    r api.respuesta;
BEGIN
    SELECT * INTO r FROM api.movimientos_aplicar('[{"ctx":{"usuario_id":1,
        "usuario":"admin","rol":"admin","sucursales":null,
        "request_id":"prueba"},"clave":null,"huella":null,
        "cuerpo":[$_]}]');
    IF r.estado <> 201 THEN
        RAISE EXCEPTION '%', r.cuerpo;
    END IF;
END \$\$;
END
}


# The shop with stock: 40 YERBA and 2.500 QUESO in 101, 100 YERBA in 102,
# LECHE in 101: 6 of lot L1, which expires first, and 4 of L2.
sub cargado {
    return tienda()
        . mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"40","costo":"60"},'
                . '{"producto_id":2,"cantidad":"2.5","costo":"500"},'
                . '{"producto_id":3,"cantidad":"4","lote":"L2",'
                . '"vence":"2099-02-01","costo":"50"},'
                . '{"producto_id":3,"cantidad":"6","lote":"L1",'
                . '"vence":"2099-01-01","costo":"50"}]}',
                '{"tipo":"entrada","ubicacion_id":102,"lineas":['
                . '{"producto_id":1,"cantidad":"100","costo":"60"}]}');
}


# A token of a role that works in those branches only.
sub solo_sucursal {
    my ($rol, @sucursales) = @_;
    return Inventario::bearer($rol, suc => \@sucursales);
}


1;

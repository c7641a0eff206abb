package Compras;

# What supplier invoices and the IVA need of orders, receipts, costs and sales,
# as SQL for the antes sections.  Where those subjects are not installed, a
# stand-in of their tables is: the least that an invoice reads of them.

use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();

our @EXPORT = qw(suplentes proveedores pedido venta_iva factura cuit_de);


# Tables and functions that others bring, where they are missing.
sub suplentes {
    return <<'END';
CREATE TABLE IF NOT EXISTS inv.pedido (id bigint PRIMARY KEY,
    proveedor_id bigint, estado text);
CREATE TABLE IF NOT EXISTS inv.pedido_linea (pedido_id bigint, linea integer,
    producto_id bigint, cantidad numeric, costo numeric);
CREATE TABLE IF NOT EXISTS inv.recepcion (id bigint PRIMARY KEY,
    pedido_id bigint);
CREATE TABLE IF NOT EXISTS inv.recepcion_linea (recepcion_id bigint,
    linea integer, producto_id bigint, cantidad numeric);
DO $$
BEGIN
    IF to_regproc('inv.costo_registrar') IS NULL THEN
        CREATE TABLE inv.costo_historial (producto_id bigint,
            desde timestamptz DEFAULT now(), costo numeric(16,4), origen text,
            usuario_id bigint);
        CREATE FUNCTION inv.costo_registrar(jsonb, bigint, numeric, text)
            RETURNS void LANGUAGE sql AS $f$
            INSERT INTO inv.costo_historial (producto_id, costo, origen)
            VALUES ($2, $3, $4);
            UPDATE inv.producto SET precio_costo = $3, version = version + 1
            WHERE id = $2
        $f$;
    END IF;
END $$;
END
}


# Suppliers 1 "Láctea Ñandú S.A." 30-50001091-2, 2 "Distribuidora" 33-69345023-9
sub proveedores {
    return q{INSERT INTO inv.proveedor (nombre, cuit) VALUES
        ('Láctea Ñandú S.A.', '30500010912'), ('Distribuidora', '33693450239');
    };
}


# Order $id: [product, ordered, received, cost of one]...
sub pedido {
    my ($id, @lineas) = @_;
    my $sql = "INSERT INTO inv.pedido (id, proveedor_id, estado) "
              . "VALUES ($id, 1, 'recibido');\n"
              . "INSERT INTO inv.recepcion (id, pedido_id) "
              . "VALUES ($id, $id);\n";
    my $n = 0;

    for (@lineas) {
        my ($producto, $pedida, $recibida, $costo) = @$_;
        $n++;
        $sql .= "INSERT INTO inv.pedido_linea (pedido_id, linea, producto_id, "
                . "cantidad, costo) VALUES ($id, $n, $producto, $pedida, "
                . "$costo);\n";
        $sql .= "INSERT INTO inv.recepcion_linea (recepcion_id, linea, "
                . "producto_id, cantidad) VALUES ($id, $n, $producto, "
                . "$recibida);\n" if $recibida;
    }
    return $sql;
}


# Tickets of one line a rate: (venta, dia, tipo, numero, signo, tasa, neto,
# iva)...; a tasa of 0 is what is exempt.
sub venta_iva {
    my (%hechas, $sql);

    for (@_) {
        my ($venta, $dia, $tipo, $numero, $signo, $tasa, $neto, $iva) = @$_;
        my $clase = $signo > 0 ? 'venta' : 'devolucion';

        $sql .= "INSERT INTO inv.venta (id, caja_id, sucursal_id, tipo, signo, "
            . "total, tipo_comprobante, punto_venta, comprobante_numero, "
            . "ocurrido_en) VALUES ($venta, 1, 1, '$clase', $signo, 0, $tipo, "
            . "4, $numero, '$dia 12:00-03');\n" if !$hechas{$venta}++;
        $sql .= "INSERT INTO inv.venta_linea (venta_id, linea, producto_id, "
            . "cantidad, precio, importe, iva, costo) SELECT $venta, "
            . "count(*) + 1, 1, 1, $neto + $iva, $neto + $iva, $tasa, 0 "
            . "FROM inv.venta_linea WHERE venta_id = $venta;\n";
    }
    return $sql;
}


# The body of an invoice A of supplier 1, of 10 YERBA at 70; others override.
# undef takes a member out.
sub factura {
    my (%mas) = @_;
    my %f = (tipo => 1, punto_venta => 3, numero => 456,
             cuit => '30-50001091-2', fecha => '2026-09-10',
             cae => '76384012345678', cae_vence => '2026-09-20',
             lineas => [{producto_id => 1, cantidad => '10', precio => '70'}],
             total => '847.00', %mas);

    delete $f{$_} for grep { !defined $f{$_} } keys %f;
    return JSON::PP->new->canonical->utf8->encode(\%f);
}


1;

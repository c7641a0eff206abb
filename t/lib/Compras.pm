package Compras;

# What supplier invoices and the IVA need of orders, receipts and sales, as SQL
# for the antes sections: written into the tables, so that each is as it says.

use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();

our @EXPORT = qw(proveedores pedido venta_iva factura cuit_de);


# Suppliers 1 "Láctea Ñandú S.A." 30-50001091-2, 2 "Distribuidora" 33-69345023-9
sub proveedores {
    return q{INSERT INTO inv.proveedor (nombre, cuit) VALUES
        ('Láctea Ñandú S.A.', '30500010912'), ('Distribuidora', '33693450239');
    };
}


# Order $id: [product, ordered, received, cost of one]...
sub pedido {
    my ($id, @lineas) = @_;
    my $sql = "INSERT INTO inv.pedido (id, proveedor_id, ubicacion_id, estado) "
              . "OVERRIDING SYSTEM VALUE VALUES ($id, 1, 101, 'recibido');\n"
              . "INSERT INTO inv.recepcion (id, pedido_id, ubicacion_id, "
              . "documento_id) OVERRIDING SYSTEM VALUE "
              . "VALUES ($id, $id, 101, $id);\n";
    my $n = 0;

    for (@lineas) {
        my ($producto, $pedida, $recibida, $costo) = @$_;
        $n++;
        $sql .= "INSERT INTO inv.pedido_linea (pedido_id, linea, producto_id, "
                . "pedida, cantidad, costo, iva, recibida) VALUES ($id, $n, "
                . "$producto, $pedida, $pedida, $costo, 21, $recibida);\n";
        $sql .= "INSERT INTO inv.recepcion_linea (recepcion_id, renglon, "
                . "linea, producto_id, lote_id, cantidad, costo) VALUES ($id, "
                . "$n, $n, $producto, 0, $recibida, $costo);\n" if $recibida;
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

package Cache;

# For the t/6*.t: a node with a cache, and what its answers say of it.

use strict;
use warnings;

our $d = '/api/deposito/v1';


# http{} with a cache; more directives may follow.
sub con_cache {
    return Inventario::conf_http() . "    inventario_cache 8m;\n"
           . join '', map { "    $_\n" } @_;
}


# Where an answer came from: HIT-L1, MISS...
sub de {
    my ($r) = @_;
    return $r->{cabeceras} =~ /^X-Cache: (\S+)\r?$/mi ? $1 : '-';
}


sub etag {
    my ($r) = @_;
    return $r->{cabeceras} =~ /^ETag: (\S+)\r?$/mi ? $1 : '-';
}


# A path of depósito, as consulta.
sub pide {
    my ($ruta, @cabeceras) = @_;
    return Nodo::pedir('consulta', 'GET', "$d$ruta", undef, @cabeceras);
}


# Asks until the answer is one that was kept: what changed just before, and
# the start, are behind us then.
sub asentada {
    my ($ruta) = @_;
    return Nodo::esperar("$ruta to be kept", sub {
        my $r = pide($ruta);
        de($r) eq 'HIT-L1' ? $r : undef;
    });
}


# Changes the price of a product; the answer.
sub precio {
    my ($id, $precio, %mas) = @_;
    return Nodo::pedir('deposito', 'PATCH', "$d/productos/$id",
                       qq({"precio_venta":"$precio"}), 'If-Match: *');
}


1;

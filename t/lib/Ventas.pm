package Ventas;

# The shop of Deposito with tills, for t/5[6-9]*.t:
#
#   till 1 C1 of CEN, sells from 101; till 2 C2 of NOR, 103; till 3 C3 of FER,
#   105, which sells what it has not

use strict;
use warnings;
use Deposito ();
use IO::Socket::INET ();
use Test::Nginx::Socket ();


sub cajas {
    return join '', map {
        Deposito::como_admin('caja_crear', qq({"sucursal_id":$_->[0],)
            . qq("ubicacion_id":$_->[1],"codigo":"c$_->[0]",)
            . qq("nombre":"Caja $_->[0]","punto_venta":$_->[0]}))
    } [1, 101], [2, 103], [3, 105];
}


sub tienda {
    return Deposito::cargado() . cajas();
}


# A ticket of till 1: number, total in cash, lines as JSON, more members.
sub ticket {
    my ($numero, $total, $lineas, $mas) = @_;
    return qq({"caja_id":1,"numero":$numero,"tipo":"venta","lineas":[$lineas],)
        . qq("pagos":[{"medio":"efectivo","importe":"$total"}])
        . ($mas ? ",$mas" : '') . '}';
}


# A line: product and quantity.
sub linea {
    my ($producto, $cantidad, $mas) = @_;
    return qq({"producto_id":$producto,"cantidad":"$cantidad")
        . ($mas ? ",$mas" : '') . '}';
}


sub post { return "POST /api/negocio/v1/ventas\n" . join '', @_ }


# Sends a POST without waiting for its answer; estado reads its status.
sub enviar {
    my ($ruta, $cuerpo, $clave) = @_;
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => Test::Nginx::Socket::server_port()) or die $!;

    $s->autoflush(1);
    print $s "POST /api/negocio$ruta HTTP/1.1\r\n"
        . "Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        . 'Content-Length: ' . length($cuerpo) . "\r\n"
        . ($clave ? "Idempotency-Key: $clave\r\n" : '')
        . Inventario::bearer('negocio') . "\r\n$cuerpo";
    return $s;
}


sub estado {
    my ($s) = @_;
    local $/;
    return <$s> =~ m{^HTTP/1.1 (\d+)} ? $1 : 'nada';
}


# Sends all of them while a row is held by the SQL of p_candado, lets go when
# one waits, and gives their statuses, sorted.
sub a_la_vez {
    my ($candado_sql, @pedidos) = @_;

    open my $candado, '|-', 'psql', '-qX', '-o', '/dev/null', '-U',
        'inventario_dueno' or die "psql: $!";
    $candado->autoflush(1);
    print $candado "SET application_name = 'candado'; BEGIN; $candado_sql;\n";
    hasta_que("SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'candado'
          AND state = 'idle in transaction')");
    my @enviados = map { enviar(@$_) } @pedidos;
    hasta_que('SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)');
    print $candado "COMMIT;\n";
    close $candado or die 'psql';
    return join ' ', sort map { estado($_) } @enviados;
}


sub hasta_que {
    my ($sql) = @_;
    my $fin = time + 20;

    until (Inventario::psql($sql) eq 't') {
        die "nunca: $sql" if time > $fin;
        select undef, undef, undef, 0.02;
    }
}


1;

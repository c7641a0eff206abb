package Inventario;

# Test::Nginx::Socket with Inventario around it.  A t/*.t begins with
#
#     use Inventario 'no_plan';
#     run_tests();
#     __DATA__
#
# and is run by `make test T=t/x.t`, which gives it a database of its own.
# Without http_config and config a block has the modules as conf/api.conf
# serves them.  Blocks run in the order in which they are written, and nothing
# at level alert or worse may be logged.  Sections besides Test::Nginx's own:
#
#     --- rol: deposito         asks as a user of that role
#     --- antes                 SQL that the owner runs just before
#     --- luego                 SQL that the owner asks just after, and
#     --- luego_da              what psql -At must print for it
#     --- campos                "path = value" a line about the JSON answer:
#     codigo = stock_insuficiente
#     datos.0.nombre = Yerba
#     datos.# = 2               how many
#     datos.1 = null            or absent: datos.1 = -
#
# rol, luego_da and campos are for every request of a block, unless they are
# arrays (eval) with an element for each.  Requests with a body that say no
# Content-Type are application/json.

use Test::Nginx::Socket -Base;
use Digest::SHA ();
use JSON::PP ();
use MIME::Base64 ();

our @EXPORT = qw(token bearer psql servidor conf_http conf_gateway raiz);

my $raiz = `cd "\$(dirname "$INC{'Inventario.pm'}")/../.." && pwd -P`;
chomp $raiz;

my %usuarios = (admin => 1, deposito => 2, negocio => 3, ml_service => 4,
                consulta => 5);

no_shuffle();
no_long_string();
log_level('info');
worker_connections(1024);


# The checkout.
sub raiz () {
    return $raiz;
}


# A token for a role; more claims override: token('deposito', suc => [1]).
sub token ($@) {
    my ($rol, %mas) = @_;
    my $ahora = time;
    my $b64 = sub { MIME::Base64::encode_base64url($_[0]) };
    my $json = JSON::PP->new->canonical;
    my %claims = (iss => 'inventario', aud => 'inventario',
                  sub => "$usuarios{$rol}", usuario => $rol, rol => $rol,
                  suc => undef, iat => $ahora, nbf => $ahora - 5,
                  exp => $ahora + 900, jti => "t$$-$ahora", %mas);

    my $texto = $b64->('{"alg":"HS256","typ":"JWT"}') . '.'
                . $b64->($json->encode(\%claims));

    return "$texto." . $b64->(Digest::SHA::hmac_sha256($texto,
                                                     $ENV{JWT_SECRET_KEY}));
}


sub bearer ($@) {
    return 'Authorization: Bearer ' . token(shift, @_) . "\n";
}


# Runs SQL as the owner and returns what psql prints; dies if it fails.
sub psql ($) {
    my ($sql) = @_;

    open my $psql, '-|', 'psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-U',
        'inventario_dueno', '-c', $sql or die "psql: $!";
    my $salida = do { local $/; <$psql> } // '';
    close $psql or die "psql no pudo con: $sql\n";

    $salida =~ s/\n\z//;
    return $salida;
}


# servidor('detener', 'pg'), servidor('iniciar', 'redis'), servidor('matar'...)
sub servidor ($$) {
    system("$raiz/scripts/servidores.sh", $_[0], $ENV{INVENTARIO_PRUEBA},
           $_[1]) == 0 or die "servidores.sh $_[0] $_[1]";
    return;
}


# http{} for the core; no limit, so that only a test of its own sees one.
sub conf_http () {
    return <<"END";
    include $raiz/conf/registro.conf;
    include $raiz/conf/borde.conf;
    limit_req_zone   \$binary_remote_addr  zone=puerta:1m  rate=10000r/s;
    limit_req_status 429;
    client_body_buffer_size 256k;
    large_client_header_buffers 4 8k;

    inventario_pg "host=$ENV{PGHOST} dbname=$ENV{PGDATABASE} user=inventario_app";
    inventario_pg_conexiones lectura=2 escritura=2 informes=1;
    inventario_redis unix:$ENV{INVENTARIO_PRUEBA}/redis/s;
    inventario_zona 8m;
END
}


# server{} as the gateway's.
sub conf_gateway () {
    return <<"END";
    include $raiz/conf/seguridad.conf;
    include $raiz/conf/problemas.conf;
    include $raiz/conf/api.conf;
END
}


# Element i of an array, or the value that is for all.
sub _de ($$) {
    my ($valor, $i) = @_;
    return ref $valor eq 'ARRAY' ? $valor->[$i] : $valor;
}


# The member of a decoded document as campos writes it.
sub _campo ($$) {
    my ($json, $ruta) = @_;

    for my $parte ($ruta eq '.' ? () : split /\./, $ruta) {
        if (ref $json eq 'ARRAY') {
            return scalar @$json if $parte eq '#';
            return '-' if $parte !~ /^\d+$/ || $parte > $#$json;
            $json = $json->[$parte];

        } elsif (ref $json eq 'HASH') {
            return scalar keys %$json if $parte eq '#';
            return '-' if !exists $json->{$parte};
            $json = $json->{$parte};

        } else {
            return '-';
        }
    }

    return 'null' if !defined $json;
    return $json ? 'true' : 'false' if JSON::PP::is_bool($json);
    return JSON::PP->new->canonical->encode($json) if ref $json;
    return "$json";
}


our $antes;

add_block_preprocessor(sub {
    my $block = shift;
    my $rol = $block->rol;
    my $cabeceras = $block->more_headers;

    if (!defined $block->http_config) {
        $block->set_value(http_config => conf_http());
    }

    if (!defined $block->config) {
        $block->set_value(config => conf_gateway());
    }

    $block->set_value(main_config =>
        "thread_pool inventario threads=2 max_queue=64;\n"
        . ($block->main_config // ''));

    if (defined $block->antes) {
        $antes = $block->antes;
        $block->set_value(init => 'Inventario::psql($Inventario::antes)');
    }

    if (!defined $block->no_error_log && !defined $block->error_log
        && !defined $block->must_die)
    {
        $block->set_value(no_error_log => "[alert]\n[crit]\n[emerg]");
    }

    # one set of headers for each request

    my $pedidos = $block->request;
    my $n = ref $pedidos eq 'ARRAY' ? @$pedidos : 1;
    my @cabeceras = map {
        my $una = _de($cabeceras, $_) // '';
        my $pedido = _de($pedidos, $_) // '';
        my $quien = _de($rol, $_);

        $una .= "\n" if length $una && $una !~ /\n\z/;
        $una .= bearer($quien) if defined $quien && $quien ne '';
        $una .= "Content-Type: application/json\n"
            if !ref $pedido && $pedido =~ /\A\s*\S+ [^\n]*\n\s*\S/
               && $una !~ /^Content-Type:/mi;
        $una;
    } 0 .. $n - 1;

    if (grep { length } @cabeceras) {
        $block->set_value(more_headers => $n > 1 ? \@cabeceras
                                                 : $cabeceras[0]);
    }
});


add_response_body_check(sub {
    my ($block, $cuerpo, $i, $repetida, $seco) = @_;
    my $nombre = $block->name . " [$i]";
    my $campos = _de($block->campos, $i);
    my $da = _de($block->luego_da, $i);

    if (defined $campos) {
        my $json = eval {
            JSON::PP->new->utf8->allow_nonref->decode($cuerpo);
        };

        for my $linea (grep { /\S/ } split /\n/, $campos) {
            my ($ruta, $valor) = $linea =~ /^\s*(\S+)\s*=\s*(.*?)\s*$/
                or die "campos: $linea";
            SKIP: {
                Test::More::skip("$nombre: sin nginx", 1) if $seco;
                utf8::decode($valor) unless utf8::is_utf8($valor);
                Test::More::is(_campo($json, $ruta), $valor,
                               "$nombre: $ruta") or Test::More::diag($cuerpo);
            }
        }
    }

    if (defined $block->luego && defined $da) {
        SKIP: {
            Test::More::skip("$nombre: sin nginx", 1) if $seco;
            $da =~ s/\s+\z//;
            Test::More::is(psql($block->luego), $da, "$nombre: luego");
        }
    }
});


1;

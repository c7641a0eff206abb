# The audit: what is noted and by whom it is read, and the seals.

use Inventario 'no_plan';
use LWP::UserAgent ();
use Nodo;

# The value of a counter in /metrics.
sub contador {
    my ($texto) = pedir('admin', 'GET', '/metrics')->{cuerpo}
        =~ /^\Q$_[0]\E (\d+)/m;
    return $texto;
}

# A transaction that has written and is open; confirmar() ends it.
our $abierta;
sub confirmar {
    print {$abierta} "COMMIT;\n";
    close $abierta;
}

sub sin_token {
    my ($ruta, @cabeceras) = @_;
    return LWP::UserAgent->new->get('http://127.0.0.1:'
        . Inventario::server_port() . $ruta, @cabeceras)->code;
}

# Waits until something is in the table.
sub anotado {
    my ($condicion, $n) = @_;
    esperar($condicion, sub {
        Inventario::psql("SELECT count(*) FROM inv.evento WHERE $condicion")
            >= $n;
    });
}

run_tests();

__DATA__

=== refusals of known routes are noted: who, what, from where; others are not
--- antes
INSERT INTO inv.usuario (id, usuario, clave_hash, rol)
OVERRIDING SYSTEM VALUE
VALUES (1, 'admin', 'x', 'admin'), (5, 'consulta', 'x', 'consulta');
INSERT INTO inv.llave (id, nombre, prefijo, suma, rol) OVERRIDING SYSTEM VALUE
VALUES (1, 'Caja', '00000000aa', sha256('x'), 'negocio');
ALTER TABLE inv.llave ALTER COLUMN id RESTART WITH 101
--- request
GET /health


=== and written soon
--- init
::sin_token($_->[0], 'X-Request-ID' => $_->[1], @$_[2 .. $#$_]) for
    ['/api/auth/v1/no-hay', 'rechazo-1'], ['/no-hay', 'rechazo-2'],
    ['/api/auth/v1/usuarios', 'rechazo-3'],
    ['/api/auth/v1/usuarios/7?x=secreto', 'rechazo-4',
     Authorization => 'Bearer ' . Inventario::token('consulta')],
    ['/api/auth/v1/usuarios', 'rechazo-5', 'X-API-Key' => 'nada'];
::anotado("tipo = 'rechazo'", 3);
--- request
GET /health
--- luego
SELECT request_id, usuario_id, direccion, despues FROM inv.evento
WHERE tipo = 'rechazo' ORDER BY request_id
--- luego_da
rechazo-3||127.0.0.1|{"ruta": "/v1/usuarios", "agente": "auth", "estado": 401, "metodo": "GET", "motivo": null}
rechazo-4|5|127.0.0.1|{"ruta": "/v1/usuarios/{id}", "agente": "auth", "estado": 403, "metodo": "GET", "motivo": null}
rechazo-5||127.0.0.1|{"ruta": "/v1/usuarios", "agente": "auth", "estado": 401, "metodo": "GET", "motivo": "clave_invalida"}


=== a change says from where it came
--- rol: admin
--- more_headers
X-Request-ID: cambio-de-admin
--- request
POST /api/auth/v1/claves-api
{"nombre":"Otra","rol":"consulta"}
--- error_code: 201


=== the audit is read by what one looks for
--- antes
INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, usuario_id,
                        registrado_en)
VALUES ('x', 'vieja', 'cosa', 9, -1, '2020-05-05T12:00:00Z'),
       ('x', 'vieja', 'cosa', 8, 0, '2020-05-06T12:00:00Z'),
       ('x', 'vieja', 'cosa', 7, 5, '2020-05-07T12:00:00Z')
--- rol: admin
--- request eval
["GET /api/auth/v1/auditoria?request_id=cambio-de-admin",
 "GET /api/auth/v1/auditoria?tipo=vieja&contar=true",
 "GET /api/auth/v1/auditoria?usuario_id=-1",
 "GET /api/auth/v1/auditoria?entidad=cosa&entidad_id=8",
 "GET /api/auth/v1/auditoria?desde=2020-05-06T00:00:00Z&hasta=2020-05-07T12:00:00Z",
 "GET /api/auth/v1/auditoria?tipo=nada",
 "GET /api/auth/v1/auditoria?usuario=ana"]
--- error_code eval: [200, 200, 200, 200, 200, 200, 422]
--- campos eval
["datos.# = 1\ndatos.0.usuario = admin\ndatos.0.direccion = 127.0.0.1\n"
 . "datos.0.tipo = creado\ndatos.0.entidad = clave_api\n"
 . "datos.0.despues.nombre = Otra\ndatos.0.antes = null",
 "datos.# = 3\ntotal = 3\ndatos.0.entidad_id = 7\n"
 . "datos.0.usuario = consulta\ndatos.1.usuario = clave:panel\n"
 . "datos.2.usuario = clave:00000000aa",
 "datos.# = 1\ndatos.0.entidad_id = 9",
 "datos.# = 1\ndatos.0.cuando = 2020-05-06T12:00:00+00:00",
 "datos.# = 1\ndatos.0.entidad_id = 8", "datos.# = 0\nsiguiente = null",
 "codigo = campos_invalidos"]


=== page by page
--- init
my $ruta = '/api/auth/v1/auditoria?tipo=vieja&limite=2';
my $una = Nodo::json(Nodo::pedir('admin', 'GET', $ruta));
my $otra = Nodo::json(Nodo::pedir('admin', 'GET',
                                  "$ruta&cursor=$una->{siguiente}"));
Test::More::is_deeply([map { $_->{entidad_id} } @{$una->{datos}}], [7, 8],
                      'the last ones first');
Test::More::is_deeply([map { $_->{entidad_id} } @{$otra->{datos}}], [9],
                      'and the rest');
Test::More::is($otra->{siguiente}, undef, 'no more');
--- request
GET /health


=== by nobody but the administrator
--- rol eval
[qw(deposito negocio ml_service consulta deposito)]
--- request eval
[("GET /api/auth/v1/auditoria") x 4, "GET /api/auth/v1/auditoria/verificacion"]
--- error_code eval: [(403) x 5]


=== who commits late is sealed late, and is sealed
--- init
Inventario::psql('SELECT api.sellar()');
$::abierta = Nodo::bloquear("SELECT inv.anotar('{}', 'x', 'tarde', 'cosa', 1,
                                               NULL, NULL)");
Inventario::psql("SELECT inv.anotar('{}', 'x', 'pronto', 'cosa', 1, NULL,
                                    NULL)");
Test::More::is(Inventario::psql('SELECT api.sellar()'), 0,
               'who began before is still writing');
::confirmar();
Test::More::is(Inventario::psql('SELECT api.sellar()'), 1,
               'now he has ended');
--- rol: admin
--- request
GET /api/auth/v1/auditoria/verificacion
--- campos
integra = true
roto = null
desde_siguiente = null
--- luego
SELECT count(*) FROM inv.evento AS e JOIN inv.sello AS s
    ON e.tx >= s.desde_tx AND e.tx < s.hasta_tx
WHERE e.tipo IN ('pronto', 'tarde')
--- luego_da: 2


=== by two at once it is not sealed twice
--- init
Inventario::psql("SELECT inv.anotar('{}', 'x', 'otra', 'cosa', 1, NULL, NULL)");
my $otro = Nodo::bloquear('SELECT api.sellar()');
Test::More::is(Inventario::psql('SELECT api.sellar()'), 0, 'one is at it');
Nodo::soltar($otro);
Test::More::is(Inventario::psql('SELECT api.sellar()'), 1,
               'what he began and left is for the next');
--- rol: admin
--- request
GET /api/auth/v1/auditoria/verificacion?desde=2
--- campos
integra = true


=== what somebody changed behind our backs is found, with its seal
--- antes
ALTER TABLE inv.evento DISABLE TRIGGER ALL;
UPDATE inv.evento SET usuario_id = 5 WHERE tipo = 'tarde';
ALTER TABLE inv.evento ENABLE TRIGGER ALL
--- rol: admin
--- request
GET /api/auth/v1/auditoria/verificacion
--- error_code: 200
--- campos
integra = false
roto.motivo = filas_cambiadas
desde_siguiente = null
--- luego
SELECT x.roto = s.n FROM api.sellos_verificar(1, 100) AS x, inv.sello AS s,
    inv.evento AS e
WHERE e.tipo = 'tarde' AND e.tx >= s.desde_tx AND e.tx < s.hasta_tx
--- luego_da: t


=== the upkeep seals without being asked
--- init
my $n = Inventario::psql('SELECT count(*) FROM inv.sello');
Inventario::psql("SELECT inv.anotar('{}', 'x', 'sola', 'cosa', 1, NULL, NULL)");
$::n = $n;
--- http_config eval
Inventario::conf_http() . "# otra, so that nginx starts again\n"
--- request
GET /health


=== soon after the start, and each minute
--- init
Nodo::esperar('a seal', sub {
    Inventario::psql('SELECT count(*) FROM inv.sello') > $::n;
});
--- http_config eval
Inventario::conf_http() . "# otra, so that nginx starts again\n"
--- request
GET /health


=== a flood of refusals does not fill the table; what is not noted is counted
--- init
my $antes = Inventario::psql("SELECT count(*) FROM inv.evento
                              WHERE tipo = 'rechazo'");
my $n = 0;
$n += ::sin_token('/api/deposito/v1/productos') == 401 for 1 .. 300;
Test::More::is($n, 300, 'all of them are refused');
my ($perdidos, $anotados);
Nodo::esperar('those that were noted', sub {
    $perdidos = ::contador('inventario_auditoria_perdidos_total');
    $anotados = Inventario::psql("SELECT count(*) FROM inv.evento
                                  WHERE tipo = 'rechazo'") - $antes;
    $perdidos + $anotados == 300;
});
Test::More::cmp_ok($anotados, '<=', 240, 'noted, in two minutes at most');
Test::More::cmp_ok($anotados, '>=', 1, 'and not none');
--- request
GET /health

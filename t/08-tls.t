# The edge: TLS, what the port without it does, and the headers of every answer.
# The servers are those of conf/puerta_tls.conf.in.

use Inventario 'no_plan';
use IO::Socket::INET ();
use IPC::Open3 ();

our ($dir, $puerto, $puerto_tls);

sub libre {
    my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die;
    return $s->sockport;
}

# A certificate that signs itself, with its key: certificado(NAME, KIND...).
sub certificado {
    my ($nombre, @clase) = @_;
    system('sh', '-c', 'exec "$@" 2> /dev/null', 'sh', 'openssl', 'req',
           '-x509', '-nodes', '-days', 2, '-newkey', @clase, '-subj',
           '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
           '-keyout', "$dir/$nombre.clave", '-out', "$dir/$nombre.pem") == 0
        or die 'openssl';
    return;
}

# What nginx listens with, of conf/puerta_tls.conf.in.
sub puerta {
    my (%mas) = @_;
    my ($menor) = `$ENV{TEST_NGINX_BINARY} -v 2>&1` =~ m{nginx/1\.(\d+)};
    my %palabras = (DIRECCION => '127.0.0.1', PUERTO => $puerto,
                    PUERTO_TLS => $puerto_tls, SITIO => 'tienda.example.com',
                    ACME => "$dir/acme", HTML => Inventario::raiz() . '/html',
                    CONF => Inventario::raiz() . '/conf',
                    HTTP2 => $menor > 25 ? '' : ' http2',
                    HTTP2_SI => $menor > 25 ? 'http2 on;' : '',
                    TLS_CERT => "$dir/ec.pem", TLS_KEY => "$dir/ec.clave",
                    %mas);
    open my $f, '<', Inventario::raiz() . '/conf/puerta_tls.conf.in' or die $!;
    my $texto = do { local $/; <$f> };
    $texto =~ s/\@(\w+)\@/$palabras{$1} \/\/ die $1/ge;
    return $texto;
}

BEGIN {
    $dir = "$ENV{INVENTARIO_PRUEBA}/tls.$$";
    mkdir $_ for $dir, "$dir/acme", "$dir/acme/.well-known",
        "$dir/acme/.well-known/acme-challenge";
    open my $f, '>', "$dir/acme/.well-known/acme-challenge/prueba" or die $!;
    print $f 'firma';
    close $f;
}

($puerto, $puerto_tls) = (libre(), libre());
certificado('ec', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
certificado('otra', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');

our $http = Inventario::conf_http() . puerta();

# openssl s_client with those words: all that it says.
sub apreton {
    my (@palabras) = @_;
    open my $f, '-|', 'sh', '-c', 'exec "$@" 2>&1 < /dev/null', 'sh', 'openssl',
        's_client', '-connect', "127.0.0.1:$puerto_tls", '-servername',
        'localhost', @palabras or die $!;
    local $/;
    return scalar <$f>;
}

# curl: { estado, protocolo, cuerpo, cabecera name => [values] }.
sub rizo {
    my ($url, @palabras) = @_;
    open my $f, '-|', 'curl', '-si', '--noproxy', '*', '--max-time', 20,
        '--cacert', "$dir/ec.pem", '-w', '\n%{http_version} %{http_code}',
        @palabras, $url or die $!;
    my $texto = do { local $/; <$f> };
    my ($todo, $protocolo, $estado) = $texto =~ /\A(.*)\n(\S+) (\d+)\z/s;
    my ($cabeza, $cuerpo) = split /\r\n\r\n/, $todo, 2;
    my %cabeceras;
    push @{$cabeceras{lc $1}}, $2
        while ($cabeza // '') =~ /^([\w-]+): (.*?)\r?$/mg;
    return { estado => $estado, protocolo => $protocolo, cuerpo => $cuerpo,
             cabeceras => \%cabeceras };
}

sub tls { my $c = shift; rizo("https://localhost:$puerto_tls$c", @_) }
sub llano { my $c = shift; rizo("http://127.0.0.1:$puerto$c", @_) }

# What a raw request is answered, over TLS or without.
sub crudo {
    my ($con_tls, $pedido) = @_;
    my $texto;
    if ($con_tls) {
        my $pid = IPC::Open3::open3(my $va, my $viene, undef, 'sh', '-c',
            "exec openssl s_client -quiet -connect 127.0.0.1:$puerto_tls "
            . '2> /dev/null');
        print {$va} $pedido;
        $va->flush;
        $texto = do { local $/; <$viene> };     # until nginx closes
        waitpid $pid, 0;
    } else {
        my $s = IO::Socket::INET->new("127.0.0.1:$puerto") or die $!;
        print {$s} $pedido;
        $texto = do { local $/; <$s> };
    }
    my %cabeceras;
    my ($cabeza, $cuerpo) = split /\r\n\r\n/, $texto, 2;
    push @{$cabeceras{lc $1}}, $2
        while ($cabeza // '') =~ /^([\w-]+): (.*?)\r?$/mg;
    my ($estado) = $texto =~ m{\AHTTP/1\.1 (\d+)};
    return { estado => $estado, cuerpo => $cuerpo, cabeceras => \%cabeceras };
}

# openssl s_client that is given a line (R: renegotiate) and says what comes.
sub crudo_dice {
    my ($linea, @palabras) = @_;
    my $pid = IPC::Open3::open3(my $va, my $viene, undef, 'openssl', 's_client',
        '-connect', "127.0.0.1:$puerto_tls", @palabras);
    print {$va} $linea;
    $va->flush;
    my $texto = do { local $/; <$viene> };
    waitpid $pid, 0;
    return $texto;
}

our %seguras = ('x-content-type-options' => qr/^nosniff$/,
                'x-frame-options' => qr/^DENY$/,
                'referrer-policy' => qr/^same-origin$/,
                'cross-origin-opener-policy' => qr/^same-origin$/,
                'cross-origin-resource-policy' => qr/^same-origin$/,
                'permissions-policy' => qr/camera=/,
                'content-security-policy' => qr/frame-ancestors 'none'/);

# Each security header once, no version; HSTS once over TLS and never without.
sub vestida {
    my ($r, $estado, $hsts, $que) = @_;
    my $c = $r->{cabeceras};
    my @mal = grep { @{$c->{$_} // []} != 1 || $c->{$_}[0] !~ $seguras{$_} }
        sort keys %seguras;
    Test::More::is($r->{estado}, $estado, $que);
    Test::More::is("@mal", '', "$que: security headers");
    Test::More::is(CORE::join('|', @{$c->{'strict-transport-security'} // []}),
                   $hsts ? 'max-age=31536000' : '', "$que: HSTS");
    Test::More::is(CORE::join('|', @{$c->{server} // []}), 'nginx',
                   "$que: no version");
    Test::More::unlike($r->{cuerpo} // '', qr{nginx/\d}, "$que: nor in a page");
}

run_tests();

# certificates with which nginx does not start

sub arranca {
    my ($puerta) = @_;
    my $conf = do {
        open my $f, '<', "$ENV{TEST_NGINX_SERVROOT}/conf/nginx.conf" or die $!;
        local $/;
        <$f>;
    };
    my $antes = puerta();
    $conf =~ s/\Q$antes\E/$puerta/ or die 'no está la puerta';
    open my $f, '>', "$dir/otra.conf" or die $!;
    print $f $conf;
    close $f;
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';
    return `$ENV{TEST_NGINX_BINARY} -t -p $ENV{TEST_NGINX_SERVROOT}/ \\
        -c $dir/otra.conf 2>&1`;
}

arranca(puerta());
Test::More::is($?, 0, 'its own key: nginx starts');
Test::More::like(arranca(puerta(TLS_KEY => "$dir/otra.clave")),
                 qr/key values mismatch/, "another's key: it says why");
Test::More::isnt($?, 0, 'and does not start');
arranca(puerta(TLS_CERT => "$dir/no-hay.pem"));
Test::More::isnt($?, 0, 'no certificate: it does not start');
my $con_ocsp = puerta();
$con_ocsp =~ s{(include \S+/)tls\.conf;}{$1tls.conf; ${1}ocsp.conf;};
arranca($con_ocsp);
Test::More::is($?, 0, 'stapling with a certificate that has no OCSP');

# nginx.conf of production, as who deploys writes it
{
    open my $f, '<', Inventario::raiz() . '/conf/produccion.conf.in' or die $!;
    my $conf = do { local $/; <$f> };
    my %palabras = (PUERTA => puerta(), CONF => Inventario::raiz() . '/conf',
        PID => "$dir/pid", REGISTROS => $dir, PG => $ENV{PGHOST},
        REDIS => "unix:$ENV{INVENTARIO_PRUEBA}/redis/s");
    $conf =~ s/\@(\w+)\@/$palabras{$1}/g;
    my $modulos = CORE::join '', map { "load_module $_;\n" }
        split ' ', $ENV{TEST_NGINX_LOAD_MODULES};
    $conf =~ s{^include /etc/nginx/modules-enabled/\*\.conf;}{$modulos}m or die;
    open $f, '>', "$dir/produccion.conf" or die $!;
    print $f $conf;
    close $f;
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';
    my $dicho = `$ENV{TEST_NGINX_BINARY} -t -c $dir/produccion.conf 2>&1`;
    Test::More::is($?, 0, 'conf/produccion.conf.in is a configuration')
        or Test::More::diag($dicho);
}

__DATA__

=== the versions: 1.2 and 1.3, and none before
--- http_config eval: $::http
--- request
GET /health


=== each version
--- http_config eval: $::http
--- init
for my $v ('1', '1_1') {
    # the client would rather not: let it
    my $dicho = ::apreton("-tls$v", '-cipher', 'ALL:@SECLEVEL=0');
    Test::More::like($dicho, qr/alert protocol version/,
                     "TLS $v is refused");
    Test::More::unlike($dicho, qr/Cipher is [A-Z]/, 'without a session');
}
for my $v ('1.2', '1.3') {
    my $dicho = ::apreton('-tls' . $v =~ tr/./_/r);
    Test::More::like($dicho, qr/New, TLSv$v, Cipher is \w/, "TLS $v");
    Test::More::like($dicho, qr/Compression: NONE/, 'no compression')
        if $v eq '1.2';
    Test::More::like($dicho, qr/Server Temp Key: (X25519|ECDH)/,
                     "TLS $v: forward secrecy");
}
--- request
GET /health


=== ciphers of TLS 1.2: with forward secrecy and authenticated, no other
--- http_config eval: $::http
--- init
for my $c (qw(ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384
              ECDHE-ECDSA-CHACHA20-POLY1305))
{
    Test::More::like(::apreton('-tls1_2', '-cipher', $c), qr/Cipher is \Q$c\E/,
                     $c);
}
for my $c (qw(AES128-SHA AES256-GCM-SHA384 ECDHE-ECDSA-AES128-SHA
              ECDHE-ECDSA-AES256-SHA384 DHE-RSA-AES128-GCM-SHA256 eNULL aNULL
              ECDHE-ECDSA-AES128-CCM))
{
    Test::More::unlike(::apreton('-tls1_2', '-cipher', "$c:\@SECLEVEL=0"),
                       qr/Cipher is [A-Z]/, "not $c");
}
Test::More::unlike(::apreton('-tls1_3', '-groups', 'ffdhe2048'),
                   qr/Cipher is T/, 'nor a curve of other kinds');
Test::More::like(::apreton('-tls1_3', '-groups', 'P-384'), qr/Cipher is T/,
                 'P-384');
--- request
GET /health


=== sessions: no tickets, the cache; no renegotiation by a client; HTTP/2
--- http_config eval: $::http
--- init
Test::More::unlike(::apreton('-tls1_2'), qr/session ticket:/, 'no ticket in 1.2');
system("openssl s_client -connect 127.0.0.1:$::puerto_tls -tls1_2 "
       . "-sess_out $::dir/sesion < /dev/null > /dev/null 2>&1");
Test::More::like(::apreton('-tls1_2', '-sess_in', "$::dir/sesion"),
                 qr/^Reused, TLSv1.2/m, 'a session goes on');
my $otra = ::crudo_dice("R\n", '-tls1_2');
Test::More::like($otra, qr/RENEGOTIATING.*(no renegotiation|error)/s,
                 'no renegotiation');
Test::More::like(::apreton('-alpn', 'h2,http/1.1'), qr/ALPN protocol: h2/, 'h2');
Test::More::like(::apreton('-alpn', 'http/1.1'), qr{ALPN protocol: http/1.1},
                 'and 1.1');
--- request
GET /health


=== every kind of answer over TLS has its headers
--- http_config eval: $::http
--- init
my $bearer = Inventario::bearer('admin');
chomp $bearer;
my @yo = ('-H', $bearer);
for my $v ('--http1.1', '--http2') {
    ::vestida(::tls('/health', $v), 200, 1, "$v health");
    ::vestida(::tls('/', $v), 200, 1, "$v a page");
    ::vestida(::tls('/app.css', $v), 200, 1, "$v a file");
    ::vestida(::tls('/app.css', $v, '-H', 'Range: bytes=999999-'), 200, 1,
              "$v no parts");
    my $tag = ::tls('/app.css', $v)->{cabeceras}{etag}[0];
    ::vestida(::tls('/app.css', $v, '-H', "If-None-Match: $tag"), 304, 1,
              "$v a file not modified");
    $tag = ::tls('/api/deposito/v1/categorias', $v, @yo)->{cabeceras}{etag}[0];
    ::vestida(::tls('/api/deposito/v1/categorias', $v, @yo, '-H',
                    "If-None-Match: $tag"), 304, 1, "$v not modified");
    ::vestida(::tls('/api/deposito/v1/productos', $v), 401, 1, "$v nobody");
    ::vestida(::tls('/api/auth/v1/usuarios', $v, '-H',
                    Inventario::bearer('consulta') =~ s/\n//r), 403, 1, "$v 403");
    ::vestida(::tls('/no-hay', $v), 404, 1, "$v nothing");
    ::vestida(::tls('/api/auth/v1/login', $v, '-X', 'DELETE'), 405, 1, "$v 405");
    ::vestida(::tls('/api/deposito/v1/productos', $v, @yo, '-d', '{"a'), 415, 1,
              "$v 415");
    ::vestida(::tls('/api/auth/v1/login', $v, '-H', 'Content-Length: 999999999',
                    '-H', 'Content-Type: application/json', '-d', '{}'), 413, 1,
              "$v too large") if $v eq '--http1.1';
    ::vestida(::tls('/' . 'a' x 9000, $v), 414, 1, "$v a long address")
        if $v eq '--http1.1';
    ::vestida(::tls('/health', $v, '-H', 'X: ' . 'x' x 9000), 431, 1,
              "$v a long header") if $v eq '--http1.1';
    ::vestida(::tls('/metrics', $v, '-X', 'TRACE'), 405, 1, "$v TRACE");
}
::vestida(::crudo(1, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, 1,
          'no Host');
::vestida(::crudo(1, "G\@T / HTTP/1.1\r\nHost: x\r\n\r\n"), 400, 1, 'rubbish');
my $r = ::rizo("http://127.0.0.1:$::puerto_tls/");
Test::More::is($r->{estado}, 400, 'plain HTTP on the port of TLS');
--- request
GET /health


=== a write over HTTP/2
--- http_config eval: $::http
--- init
my $r = ::tls('/api/auth/v1/login', '--http2', '-H',
    'Content-Type: application/json', '-d', '{"usuario":"x","clave":"y"}');
Test::More::is("$r->{protocolo} $r->{estado}", '2 401', 'a login');
--- request
GET /health


=== 5xx of ours and of nginx
--- http_config eval: $::http
--- init
Inventario::servidor('detener', 'pg');
my $bearer = Inventario::bearer('admin');
chomp $bearer;
::vestida(::tls('/api/deposito/v1/categorias', '-H', $bearer), 503, 1,
          'no database');
Inventario::servidor('iniciar', 'pg');
--- request
GET /api/auth/v1/yo
--- error_code: 401


=== the port without TLS goes to the site, with path and query
--- http_config eval: $::http
--- init
for my $c ('/', '/api/deposito/v1/productos?q=a%20b&c=%2F', '/a/..%2fb?x=1',
           '//otro.example.com/a', '/\\otro.example.com', '/%0d%0aSet-Cookie:x')
{
    my $r = ::llano($c, '--path-as-is');
    ::vestida($r, 308, 0, "plain $c");
    Test::More::is($r->{cabeceras}{location}[0], "https://tienda.example.com$c",
                   "to the site: $c");
}
my $r = ::llano('/api/auth/v1/login', '-d', '{}');
Test::More::is($r->{estado}, 308, 'a POST stays one');
--- request
GET /health


=== whatever Host says
--- http_config eval: $::http
--- init
for my $h ('otro.example.com', 'otro.example.com:80', 'tienda.example.com@otro.com',
           '', '[::1]', 'tienda.example.com.otro.com')
{
    my $r = ::crudo(0, "GET /a?b HTTP/1.1\r\nHost: $h\r\nX-Forwarded-Host: otro\r\n"
                       . "Connection: close\r\n\r\n");
    Test::More::like($r->{estado}, qr/^(308|400)$/, "Host: $h");
    Test::More::is($r->{cabeceras}{location}[0] // 'https://tienda.example.com/a?b',
                   'https://tienda.example.com/a?b', 'to the site');
}
my $r = ::crudo(0, "GET http://otro.example.com/a HTTP/1.1\r\nHost: otro.example.com"
                   . "\r\nConnection: close\r\n\r\n");
Test::More::is($r->{cabeceras}{location}[0], 'https://tienda.example.com/a',
               'an address with a host');
$r = ::crudo(0, "GET /a HTTP/1.0\r\n\r\n");
Test::More::is($r->{cabeceras}{location}[0], 'https://tienda.example.com/a',
               'HTTP/1.0, no host');
::vestida(::crudo(0, "G\@T / HTTP/1.1\r\nHost: x\r\n\r\n"), 400, 0, 'rubbish');
--- request
GET /health


=== but not the proofs of a certificate, nor health
--- http_config eval: $::http
--- init
my $r = ::llano('/.well-known/acme-challenge/prueba');
::vestida($r, 200, 0, 'a proof');
Test::More::is($r->{cuerpo}, 'firma', 'is served');
::vestida(::llano('/.well-known/acme-challenge/otra'), 404, 0, 'no proof');
::vestida(::llano('/.well-known/acme-challenge/..%2f..%2f..%2f..%2fec.clave'),
          400, 0,
          'a key is no proof');
::vestida(::llano('/health'), 200, 0, 'health');
Test::More::is(::llano('/healthy')->{estado}, 308, 'only that one');
--- request
GET /health

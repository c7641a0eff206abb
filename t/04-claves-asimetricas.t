# Tokens signed with a pair of keys: RS256, ES256, EdDSA; their public halves;
# and what somebody who has those cannot do.
#
#     --- algoritmo: RS256      signs with a key of that kind
#     --- anterior: RS256       and knows the public one of that kind too

use Inventario 'no_plan';
use File::Path ();
use LWP::UserAgent ();
use MIME::Base64 ();

# Argon2id of clave-de-prueba-1, as inventario-clave makes it
our $hash = '$argon2id$v=19$m=19456,t=2,p=1$DcJs0hoTIir46XFWmNenlA'
            . '$zFGVoRS+DQM4E8pnIYv4T5E00fgsprzzyESEqSucDkU';

our $usuarios = <<"END";
INSERT INTO inv.usuario (id, usuario, clave_hash, rol)
OVERRIDING SYSTEM VALUE VALUES (401, 'ana', '$hash', 'deposito');
END

our $dir = "$ENV{INVENTARIO_PRUEBA}/claves$$";
File::Path::make_path($dir);

sub correr {
    my ($orden) = @_;
    my $salida = `$orden 2> /dev/null`;
    die "$orden: $?" if $?;
    return $salida;
}

# NAME.pem and NAME.pub of each kind, and a stranger's: XNAME
for my $x ('', 'X') {
    my %como = (RS256 => 'RSA -pkeyopt rsa_keygen_bits:2048',
                ES256 => 'EC -pkeyopt ec_paramgen_curve:P-256',
                EdDSA => 'ED25519');
    for my $n (keys %como) {
        correr("openssl genpkey -algorithm $como{$n} -out $dir/$x$n.pem");
        correr("openssl pkey -in $dir/$x$n.pem -pubout -out $dir/$x$n.pub");
    }
}
correr("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 "
       . "-out $dir/corta.pem");

sub archivo {
    my ($nombre) = @_;
    open my $f, '<:raw', "$dir/$nombre" or die "$nombre: $!";
    local $/;
    return scalar <$f>;
}

sub guardar {
    my ($nombre, $texto) = @_;
    open my $f, '>:raw', "$dir/$nombre" or die "$nombre: $!";
    print $f $texto;
    close $f or die $!;
}

sub b64 { MIME::Base64::encode_base64url($_[0]) }
sub de64 { MIME::Base64::decode_base64url($_[0]) }
sub json { JSON::PP->new->utf8->canonical->encode($_[0]) }
sub url { 'http://127.0.0.1:' . server_port() . $_[0] }

# The two numbers of an ECDSA signature, from DER to 64 bytes and back.
sub crudo {
    my (undef, undef, undef, $r, undef, $s) = unpack 'C C C C/a C C/a', $_[0];
    return CORE::join '', map { substr "\0" x 32 . $_, -32 } $r, $s;
}

sub der {
    my $dentro = CORE::join '', map {
        my $n = s/^\0+(?=.)//sr;
        $n = "\0$n" if ord($n) > 127;
        "\x02" . chr(length $n) . $n;
    } unpack 'a32 a32', $_[0];
    return "\x30" . chr(length $dentro) . $dentro;
}

# OpenSSL's own program signs, and checks.
sub firma {
    my ($alg, $clave, $texto) = @_;
    guardar('texto', $texto);
    return correr("openssl pkeyutl -sign -rawin -inkey $dir/$clave.pem "
                  . "-in $dir/texto") if $alg eq 'EdDSA';
    my $f = correr("openssl dgst -sha256 -sign $dir/$clave.pem $dir/texto");
    return $alg eq 'ES256' ? crudo($f) : $f;
}

sub vale {
    my ($alg, $texto, $firma) = @_;
    guardar('texto', $texto);
    guardar('firma', $alg eq 'ES256' ? der($firma) : $firma);
    return 0 == system(($alg eq 'EdDSA'
        ? "openssl pkeyutl -verify -rawin -pubin -inkey $dir/$alg.pub "
          . "-in $dir/texto -sigfile $dir/firma"
        : "openssl dgst -sha256 -verify $dir/$alg.pub -signature $dir/firma "
          . "$dir/texto") . ' > /dev/null 2>&1');
}

sub entrar {
    my $r = LWP::UserAgent->new->post(url('/api/auth/v1/login'),
        'Content-Type' => 'application/json', Content =>
        '{"usuario":"ana","clave":"clave-de-prueba-1"}');
    return JSON::PP::decode_json($r->content)->{token};
}

sub con {
    my $r = LWP::UserAgent->new->get(url('/api/auth/v1/yo'),
                                     Authorization => "Bearer $_[0]");
    my $json = JSON::PP::decode_json($r->content);
    return CORE::join ' ', $r->code, $json->{codigo} // ();
}

sub jwks {
    my $r = LWP::UserAgent->new->get(url('/.well-known/jwks.json'));
    Test::More::is($r->header('Content-Type'), 'application/jwk-set+json',
                   'a set of keys');
    return JSON::PP::decode_json($r->content)->{keys};
}

# RFC 7638, in Perl; and that the key is the one of the file.
sub huella {
    my ($jwk) = @_;
    my %miembros = (RSA => [qw(e kty n)], EC => [qw(crv kty x y)],
                    OKP => [qw(crv kty x)]);
    return b64(Digest::SHA::sha256(json({
        map { $_ => $jwk->{$_} } @{$miembros{$jwk->{kty}}} })));
}

sub es_la_clave {
    my ($alg, $jwk) = @_;
    my $der = correr("openssl pkey -pubin -in $dir/$alg.pub -outform DER");
    my $dentro = CORE::join '', map { de64($jwk->{$_}) }
        $jwk->{kty} eq 'EC' ? qw(x y) : $jwk->{kty} eq 'OKP' ? 'x' : 'n';
    Test::More::cmp_ok(index($der, $dentro), '>', 0, "$alg: the public key");
    Test::More::is($jwk->{kid}, huella($jwk), "$alg: its kid");
    Test::More::is($jwk->{alg}, $alg, "$alg: what for");
    Test::More::ok(!(grep { exists $jwk->{$_} } qw(d p q dp dq qi k)),
                   "$alg: nothing of the private one");
}

# All about one kind of key.
sub probar {
    my ($alg) = @_;
    my $jwks = jwks();
    Test::More::is(scalar @$jwks, 1, "$alg: one key");
    es_la_clave($alg, $jwks->[0]);

    my $token = entrar();
    my ($c, $p, $f) = split /\./, $token;
    Test::More::is_deeply(JSON::PP::decode_json(de64($c)), { alg => $alg,
        typ => 'JWT', kid => $jwks->[0]{kid} }, "$alg: header");
    Test::More::ok(vale($alg, "$c.$p", de64($f)), "$alg: others can check it");
    Test::More::ok(!vale($alg, "$c.$p.", de64($f)), "$alg: and nothing else");
    Test::More::is(con($token), 200, "$alg: it is good") for 1, 2;

    my $kid = $jwks->[0]{kid};
    my $hecho = sub {
        my ($cabecera, $firma) = @_;
        my $t = b64(json($cabecera)) . ".$p";
        return "$t." . b64($firma->($t));
    };
    my $nuestra = sub { firma($alg, $alg, $_[0]) };
    my $con = sub { my ($clave) = @_;
                    sub { Digest::SHA::hmac_sha256($_[0], $clave) } };

    Test::More::is(con($hecho->({ alg => $alg, kid => $kid }, $nuestra)), 200,
                   "$alg: what our key signed elsewhere");
    Test::More::is(con($hecho->({ alg => $alg }, $nuestra)), 200,
                   "$alg: without a kid");

    # the public key as a secret, in every form that somebody may have it
    my $pem = archivo("$alg.pub");
    my %formas = (PEM => $pem, 'PEM without its end' => $pem =~ s/\n\z//r,
        DER => correr("openssl pkey -pubin -in $dir/$alg.pub -outform DER"),
        JWK => json($jwks->[0]), JWKS => json({ keys => $jwks }));
    for my $forma (sort keys %formas) {
        for my $cabecera ({ alg => 'HS256' }, { alg => 'HS256', kid => $kid })
        {
            Test::More::is(con($hecho->($cabecera, $con->($formas{$forma}))),
                '401 token_invalido', "$alg: HS256 with our $forma");
        }
        Test::More::is(con($hecho->({ alg => $alg, kid => $kid },
                                    $con->($formas{$forma}))),
                       '401 token_invalido', "$alg: as itself");
    }

    my %malos = (
        'the secret that we do not sign with' => Inventario::token('admin'),
        'no signature' => $hecho->({ alg => 'none' }, sub { '' }),
        'none of its algorithm' => $hecho->({ alg => $alg }, sub { '' }),
        'alg none over ours' => $hecho->({ alg => 'none', kid => $kid },
                                         $nuestra),
        'another case of it' => $hecho->({ alg => lc $alg, kid => $kid },
                                         $nuestra),
        'a stranger with our kid' => $hecho->({ alg => $alg, kid => $kid },
            sub { firma($alg, "X$alg", $_[0]) }),
        'a stranger with a key inside' => $hecho->({ alg => $alg,
            jwk => $jwks->[0] }, sub { firma($alg, "X$alg", $_[0]) }),
        'a kid that is a path' => $hecho->({ alg => $alg,
            kid => "$dir/$alg.pub" }, $nuestra),
        'a kid that is SQL' => $hecho->({ alg => $alg,
            kid => "' OR 1=1 --" }, $nuestra),
        'a kid that is no text' => $hecho->({ alg => $alg, kid => [$kid] },
                                            $nuestra),
        'crit' => $hecho->({ alg => $alg, crit => ['x'], x => 1 }, $nuestra),
        'a cut signature' => substr($token, 0, -4),
        'zeros' => "$c.$p." . b64("\0" x 64),
        'a longer one' => "$token" . 'A' x 1000);
    for my $otro (grep { $_ ne $alg } qw(RS256 ES256 EdDSA)) {
        $malos{"the name of $otro"} = $hecho->({ alg => $otro, kid => $kid },
                                               $nuestra);
        $malos{"a key of $otro"} = $hecho->({ alg => $otro },
            sub { firma($otro, $otro, $_[0]) });
    }
    for my $caso (sort keys %malos) {
        Test::More::is(con($malos{$caso}), '401 token_invalido',
                       "$alg: $caso");
    }
}

add_block_preprocessor(sub {
    my ($block) = @_;
    delete @ENV{qw(JWT_PRIVATE_KEY_FILE JWT_PUBLIC_KEY_ANTERIOR_FILE)};
    my $alg = $block->algoritmo // return;
    my $anterior = $block->anterior;
    $ENV{JWT_PRIVATE_KEY_FILE} = "$dir/$alg.pem";
    $ENV{JWT_PUBLIC_KEY_ANTERIOR_FILE} = "$dir/$anterior.pub"
        if defined $anterior;
    $block->set_value(http_config => Inventario::conf_http()
        . "inventario_auth_algoritmo $alg;  # " . ($anterior // '') . "\n");
});

our ($rs, $es);

run_tests();

# The last configuration once more, with keys with which nothing starts.
for my $caso (
    [JWT_PRIVATE_KEY_FILE => undef,
     'con inventario_auth_algoritmo EdDSA hace falta JWT_PRIVATE_KEY_FILE'],
    [JWT_PRIVATE_KEY_FILE => '/no/hay/tal',
     'el archivo que dice JWT_PRIVATE_KEY_FILE no se puede leer'],
    [JWT_PRIVATE_KEY_FILE => "$dir/EdDSA.pub",
     'JWT_PRIVATE_KEY_FILE no tiene una clave privada'],
    [JWT_PRIVATE_KEY_FILE => "$dir/RS256.pem",
     'es para RS256, y inventario_auth_algoritmo dice EdDSA'],
    [JWT_PRIVATE_KEY_FILE => "$dir/corta.pem",
     'JWT_PRIVATE_KEY_FILE es una clave RSA que no es de 2048'],
    [JWT_PUBLIC_KEY_ANTERIOR_FILE => "$dir/ES256.pem",
     'JWT_PUBLIC_KEY_ANTERIOR_FILE no tiene una clave p'],
) {
    my ($nombre, $valor, $dice) = @$caso;
    my $titulo = $valor // "no $nombre";
    local $ENV{JWT_PRIVATE_KEY_FILE} = "$dir/EdDSA.pem";
    local $ENV{$nombre} = $valor;
    delete $ENV{$nombre} if !defined $valor;
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';

    my $salida = `$ENV{TEST_NGINX_BINARY} -t -p $ENV{TEST_NGINX_SERVROOT}/ \\
        -c conf/nginx.conf 2>&1`;

    Test::More::isnt($?, 0, "$titulo: nginx refuses");
    Test::More::like($salida, qr/\Q$dice\E/, "$titulo: and says why");
    Test::More::unlike($salida, qr/PRIVATE KEY-/, "$titulo: not the key");
}

__DATA__

=== a secret has no public half
--- antes eval: $::usuarios
--- request
GET /.well-known/jwks.json
--- error_code: 200
--- response_headers
Content-Type: application/jwk-set+json
X-Content-Type-Options: nosniff
--- response_body chomp
{"keys":[]}


=== RS256
--- algoritmo: RS256
--- init: ::probar('RS256'); $::rs = ::entrar();
--- request
GET /health


=== ES256, with the key of RS256 as the one before
--- algoritmo: ES256
--- anterior: RS256
--- init
my $jwks = ::jwks();
Test::More::is(CORE::join(' ', map { $_->{alg} } @$jwks), 'ES256 RS256',
               'both are told');
::es_la_clave($_->{alg}, $_) for @$jwks;
$::es = ::entrar();
Test::More::is(::con($::es), 200, 'a token of this one');
Test::More::is(::con($::rs), 200, 'and one of that');
my ($c, $p) = split /\./, $::rs;
my $t = ::b64(::json({ alg => 'ES256', kid => $jwks->[1]{kid} })) . ".$p";
Test::More::is(::con("$t." . ::b64(::firma('ES256', 'ES256', $t))),
               '401 token_invalido', 'each for its own algorithm');
--- request
GET /health


=== ES256, alone
--- algoritmo: ES256
--- init
Test::More::is(::con($::rs), '401 token_invalido', 'the other one is over');
Test::More::is(::con($::es), 200, 'this one goes on');
::probar('ES256');
--- request
GET /health


=== EdDSA
--- algoritmo: EdDSA
--- init: ::probar('EdDSA');
--- request
GET /health


=== a session is refreshed with what signs now
--- algoritmo: EdDSA
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1","refresco":"cuerpo"}
--- error_code: 200
--- response_body_like: "token":"[\w-]+\.[\w-]+\.[\w-]{86}"


=== an algorithm that there is not
--- http_config eval
Inventario::conf_http() . "inventario_auth_algoritmo none;\n"
--- must_die


=== only reading
--- algoritmo: EdDSA
--- request eval
['POST /.well-known/jwks.json', 'HEAD /.well-known/jwks.json']
--- error_code eval: [405, 200]

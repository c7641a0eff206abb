package Gemelo;

# A second node of the system that a block runs: the same configuration at
# another port, with memory of its own.

use strict;
use warnings;
use IO::Socket::INET;

my ($pid, $puerto, $dir);


sub nacer {
    morir();
    my $uno = $ENV{TEST_NGINX_SERVROOT};
    $dir = "$ENV{INVENTARIO_PRUEBA}/gemelo";
    $puerto = Inventario::server_port() + 1;
    ++$puerto while IO::Socket::INET->new("127.0.0.1:$puerto");

    system('rm', '-rf', $dir);
    mkdir $dir or die "$dir: $!";
    chmod 0755, $dir;
    mkdir "$dir/$_" or die $! for qw(logs conf html);

    open my $f, '<', "$uno/conf/nginx.conf" or die "nginx.conf: $!";
    my $conf = do { local $/; <$f> };
    my $viejo = Inventario::server_port();
    $conf =~ s/(listen\s+\S*?)\b$viejo\b/$1$puerto/g;
    $conf =~ s/\Q$uno\E/$dir/g;
    $conf =~ s/^daemon\s+\w+;/daemon off;/m;
    open $f, '>', "$dir/conf/nginx.conf" or die $!;
    print $f $conf;
    close $f;

    $pid = fork // die "fork: $!";
    if (!$pid) {
        $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD}
            if $ENV{TEST_NGINX_LD_PRELOAD};
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', "$dir/logs/stderr";
        exec $ENV{TEST_NGINX_BINARY}, '-p', "$dir/", '-c',
            "$dir/conf/nginx.conf" or die "nginx: $!";
    }
    return Nodo::esperar('the other node', sub {
        IO::Socket::INET->new("127.0.0.1:$puerto") });
}


# Does it at the other node: en { Cache::pide('/productos/1') }.
sub en (&) {
    my ($que) = @_;
    no warnings 'redefine';
    local *Inventario::server_port = sub { $puerto };
    return $que->();
}


# SIGKILL: as a machine that loses its power.
sub morir {
    my ($senal) = @_;
    return if !$pid;
    if (($senal // '') eq 'KILL') {
        open my $f, '<', "/proc/$pid/task/$pid/children" or die $!;
        kill KILL => $pid, split ' ', readline($f) // '';
    } else {
        kill QUIT => $pid;
    }
    waitpid $pid, 0;
    undef $pid;
    return;
}


END {
    my $estado = $?;
    morir();
    $? = $estado;
}


1;

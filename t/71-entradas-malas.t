# Bad input of every kind; the work is in t/carga/entradas_malas.py, which
# starts an nginx of its own on the database of this file.

use strict;
use warnings;
use FindBin;

exec '/usr/bin/python3', "$FindBin::Bin/carga/entradas_malas.py"
    or die "no se pudo correr python3: $!";

# Many clients at once; the work is in t/carga/concurrencia.py, which starts
# an nginx of its own on the database of this file.

use strict;
use warnings;
use FindBin;

exec '/usr/bin/python3', "$FindBin::Bin/carga/concurrencia.py"
    or die "no se pudo correr python3: $!";

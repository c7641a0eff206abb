# Many tills at once; the work is in t/carga/ventas.py, which starts an nginx
# of its own on the database of this file.

use strict;
use warnings;
use FindBin;

exec '/usr/bin/python3', "$FindBin::Bin/carga/ventas.py"
    or die "no se pudo correr python3: $!";

/*
 * inventario-clave: reads a password, one line, and writes its Argon2id hash
 * as the login module checks it (19 MiB, two passes).  For the first users,
 * when no nginx runs yet.
 */


#include <sodium.h>
#include <stdio.h>
#include <string.h>


#define PASADAS  2
#define MEMORIA  (19 * 1024 * 1024)


int
main(void)
{
    char  clave[1024], hash[crypto_pwhash_STRBYTES];

    if (fgets(clave, sizeof(clave), stdin) == NULL) {
        fprintf(stderr, "inventario-clave: falta la clave\n");
        return 1;
    }

    clave[strcspn(clave, "\n")] = '\0';

    if (sodium_init() == -1
        || crypto_pwhash_str_alg(hash, clave, strlen(clave), PASADAS, MEMORIA,
                                 crypto_pwhash_ALG_ARGON2ID13)
           != 0)
    {
        fprintf(stderr, "inventario-clave: no alcanzó la memoria\n");
        return 1;
    }

    sodium_memzero(clave, sizeof(clave));
    puts(hash);

    return 0;
}

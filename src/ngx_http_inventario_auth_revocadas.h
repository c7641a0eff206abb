
/*
 * Inventario: the tokens that are refused before their time, without nginx: a
 * table in one block of memory, so that it may be shared by processes.  The
 * caller holds whatever lock it needs.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_REVOCADAS_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_REVOCADAS_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_SESION            32    /* hex digits of a session's id */
#define INV_REVOCADA_TEXTO    112   /* bytes of one as text, with its NUL */


/*
 * A session that is over (usuario 0), or a user whose tokens made until
 * hasta, inclusive, are: all of them, or all but those of session sid.
 */

typedef struct {
    int64_t    usuario;
    int64_t    hasta;                   /* seconds */
    int64_t    vence;                   /* seconds; then it may be forgotten */
    int64_t    cuando;                  /* ms, when a user's was decided */
    char       sid[INV_SESION + 1];     /* or empty */
    uint8_t    vista;                   /* by inv_revocadas_poner() */
} inv_revocada_t;


typedef struct {
    uint32_t        grupos;             /* a power of two */
    int64_t         ultima;             /* nothing expires after this */
    int64_t         duracion;           /* seconds, of the longest token */
    inv_revocada_t  lugares[];
} inv_revocadas_t;


typedef enum {
    INV_REVOCADA_SABIDA = 0,
    INV_REVOCADA_NUEVA,
    INV_REVOCADA_APRETADA               /* another one lost its place */
} inv_revocada_fin_e;


/* Makes an empty table of bytes bytes; -1: that is too small. */
int inv_revocadas_iniciar(inv_revocadas_t *t, size_t bytes);

/* Remembers a copy of e, and marks the copy as seen. */
inv_revocada_fin_e inv_revocadas_poner(inv_revocadas_t *t,
    const inv_revocada_t *e, int64_t ahora);

/* Is a token of this user and session, made at emitido, refused? */
int inv_revocadas_esta(const inv_revocadas_t *t, int64_t usuario,
    const char *sid, int64_t emitido, int64_t ahora);

/* Until when the user's tokens are refused, and cuando; 0: they are not. */
int64_t inv_revocadas_hasta(const inv_revocadas_t *t, int64_t usuario,
    int64_t ahora, int64_t *cuando);

/* Every one is unseen. */
void inv_revocadas_olvidar_vistas(inv_revocadas_t *t);

/* The next live one that was not seen, from *i on; NULL: no more. */
const inv_revocada_t *inv_revocadas_no_vista(const inv_revocadas_t *t,
    size_t *i, int64_t ahora);

/* As text, the same on every node. */
void inv_revocada_texto(const inv_revocada_t *e, char *texto);

/* From such a text; -1: it is none.  vence is left alone. */
int inv_revocada_leer(inv_revocada_t *e, const char *texto, size_t largo);

/* 32 lowercase hex digits? */
int inv_sesion_valida(const char *sid, size_t largo);


#endif /* _NGX_HTTP_INVENTARIO_AUTH_REVOCADAS_H_INCLUDED_ */

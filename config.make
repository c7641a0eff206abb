# Only what INV_API marks leaves a module, and the pure functions of
# src/dominio, which the core has for all.  nginx finds ngx_modules and its
# companions in the generated *_modules.c, which are not under addon/.

cat << END                                                    >> $NGX_MAKEFILE

$NGX_OBJS/addon/src/%: CFLAGS += -fvisibility=hidden

END

# Only what INV_API marks leaves a module.  nginx finds ngx_modules and its
# companions in the generated *_modules.c, which are not under addon/.

cat << END                                                    >> $NGX_MAKEFILE

$NGX_OBJS/addon/%: CFLAGS += -fvisibility=hidden

END

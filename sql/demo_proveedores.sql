-- Twelve suppliers of a mini market of the coast, with the words by which it is
-- known what they sell.  They have no CUIT nor contacts: those are yours to
-- fill in.  It does nothing where they are already.

BEGIN;

CREATE FUNCTION pg_temp.demo_proveedores() RETURNS void
LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                   '"request_id":"demostracion","version":"*"}';
    v     record;
    v_id  bigint;
    v_doc jsonb;
BEGIN
    IF EXISTS (SELECT FROM inv.proveedor WHERE codigo = 'MAX') THEN
        RETURN;
    END IF;
    FOR v IN SELECT * FROM (VALUES
    ('BC', 'Bodega Cedeira', 'vino,fernet,whisky,vodka,ron,licor,champagne,'
     'bebida alcoholica', 'cerveza,beer', 'bodega cedeira', ''),
    ('CO', 'Coca Cola', 'gaseosa,bebida sin alcohol', '',
     'coca-cola,cocacola', 'sprite,fanta,aquarius,ades,cepita,monster,'
     'schweppes'),
    ('Q', 'Quilmes', 'cerveza,beer', '', 'quilmes', 'brahma,stella artois,'
     'andes,corona,gatorade,glaciar,pepsi,7up,7 up,paso de los toros,'
     'eco de los andes,red bull'),
    ('FA', 'Fargo', 'panificado,pan,congelado', '', 'fargo', 'levite,baggio,'
     'natura,luchetti,matarazzo,don vicente,cabrales,arlistan,barfy,friar,'
     'granja del sol,veggies,mccain,paulina,ilolay,jet food,paladini,fela'),
    ('LS', 'La Serenísima', 'lacteo,leche,yogur,yogurt,queso', '',
     'la serenísima', 'yogurísimo,ser,casancrem,finlandia,cremon,cindor'),
    ('ACE', 'Aceitumar (MDP)', 'fruto seco,semilla,snack,aceite gourmet,'
     'especia,salsa,conserva', '', 'aceitumar', 'chocolart,cris-jor,laur,'
     'tau delta,cumana,zoraida,el ruedo,contraviento,sakanashi,shun yuan,'
     'healthy boy,marvavic,la delfina'),
    ('TER', 'Terrabusi (Mondelez)', 'galletita,chocolate,golosina,chicle,'
     'alfajor', '', 'terrabusi', 'oreo,pepitos,milka,beldent,infinit,'
     'rhodesia,tita'),
    ('LV', 'La Virginia', 'cafe,té,yerba mate,yerba,infusion', '',
     'la virginia', ''),
    ('FR', 'Frutas y Verduras (Bicho)', 'fruta,verdura,fresco,banana,tomate,'
     'manzana,lechuga', '', 'bicho', ''),
    ('MU', 'Multienvase (MDP)', 'envase,descartable,vaso plastico,'
     'plato descartable', '', 'multienvase', ''),
    ('GA', 'Galletitera (MDP)', 'galleteria artesanal,panaderia local', '',
     'galletitera', ''),
    ('MAX', 'Maxiconsumo', 'mayorista,general', '', 'maxiconsumo', '')
    ) AS x(codigo, nombre, categorias, exclusiones, directas, distribuidas)
    LOOP
        v_doc := jsonb_build_object('codigo', v.codigo, 'nombre', v.nombre,
            'predeterminado', v.codigo = 'MAX',
            'categorias', string_to_array(v.categorias, ','),
            'exclusiones', string_to_array(v.exclusiones, ','),
            'marcas_directas', string_to_array(v.directas, ','),
            'marcas_distribuidas', string_to_array(v.distribuidas, ','));
        -- one that an import brought by its name gets the rest
        SELECT id INTO v_id FROM inv.proveedor
        WHERE clave = inv.normal(v.nombre);
        IF FOUND THEN
            PERFORM api.proveedor_modificar(v_ctx, v_id, v_doc);
        ELSE
            PERFORM api.proveedor_crear(v_ctx, v_doc);
        END IF;
    END LOOP;
END $demo$;

SELECT pg_temp.demo_proveedores();

COMMIT;

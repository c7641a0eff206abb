-- GETs: wrk ... -- TOKEN FOLDER WHAT N
-- WHAT codigo: products by N codes; precio: what they cost; buscar: names with a typing mistake;
-- listar: a category, 50 a page; fijo: always the same address; salud: /health
-- with the token, anonimo: without it.

local comun, que, n

local cosas = { "Yerva", "Aceyte", "Harin", "Galetitas", "Fideoz", "Arros",
   "Lehce", "Qeso", "Dulze", "Mermelda", "Asucar", "Cafe", "Gaceosa",
   "Serveza", "Jabonn", "Chanpu", "Detergnte", "Labandina", "Srvilletas",
   "Tomatte" }
local marcas = { "andina", "campera", "serana", "pampiana", "litoral",
   "patagonica", "cuiana", "nortena", "rioplatence", "austral" }

function init(args)
   package.path = args[2] .. "/?.lua;" .. package.path
   comun = require("comun")
   que, n = args[3], tonumber(args[4])
   if que ~= "anonimo" then
      wrk.headers["Authorization"] = "Bearer " .. args[1]
   end
   math.randomseed(4242)
end

function request()
   local api = "/api/deposito/v1/productos"
   if que == "codigo" then
      return wrk.format("GET", api .. "/codigo/"
                        .. comun.codigo(math.random(n)))
   elseif que == "precio" then
      return wrk.format("GET", "/api/negocio/v1/precios/consultar?codigo="
                        .. comun.codigo(math.random(n)))
   elseif que == "buscar" then
      return wrk.format("GET", api .. "/buscar?q="
                        .. cosas[math.random(#cosas)] .. "%20"
                        .. marcas[math.random(#marcas)])
   elseif que == "listar" then
      return wrk.format("GET", api .. "?limite=50&categoria_id="
                        .. math.random(n))
   end
   return wrk.format("GET", que == "fijo" and "/" or "/health")
end

function done(summary, latency)
   package.path = debug.getinfo(1, "S").source:match("@(.*)/") .. "/?.lua"
   require("comun").resumen(summary, latency)
end

-- Tickets of one line: wrk ... -- TOKEN FOLDER TILL N FIRST

local comun, cuerpo, n
local k

function init(args)
   package.path = args[2] .. "/?.lua;" .. package.path
   comun = require("comun")
   n, k = tonumber(args[4]), tonumber(args[5])
   cuerpo = '{"caja_id":' .. args[3] .. ',"numero":%d,"tipo":"venta",'
      .. '"lineas":[{"codigo":"%s","cantidad":"1","precio":"100.00"}],'
      .. '"pagos":[{"medio":"efectivo","importe":"100.00"}]}'
   wrk.method = "POST"
   wrk.headers["Authorization"] = "Bearer " .. args[1]
   wrk.headers["Content-Type"] = "application/json"
   math.randomseed(4242)
end

function request()
   k = k + 1
   return wrk.format(nil, "/api/negocio/v1/ventas", nil,
                     cuerpo:format(k, comun.codigo(math.random(n))))
end

function done(summary, latency)
   package.path = debug.getinfo(1, "S").source:match("@(.*)/") .. "/?.lua"
   require("comun").resumen(summary, latency)
end

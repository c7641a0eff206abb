-- Movements of one line: wrk ... -- TOKEN FOLDER LOCATION N MARK

local comun, cuerpo, n, marca
local k = 0

function init(args)
   package.path = args[2] .. "/?.lua;" .. package.path
   comun = require("comun")
   n, marca = tonumber(args[4]), args[5]
   cuerpo = '{"tipo":"salida","ubicacion_id":' .. args[3]
      .. ',"lineas":[{"codigo":"%s","cantidad":"1","precio":"100.00"}]}'
   wrk.method = "POST"
   wrk.headers["Authorization"] = "Bearer " .. args[1]
   wrk.headers["Content-Type"] = "application/json"
   math.randomseed(4242)
end

function request()
   k = k + 1
   wrk.headers["Idempotency-Key"] = marca .. "-" .. k
   return wrk.format(nil, "/api/deposito/v1/movimientos", nil,
                     cuerpo:format(comun.codigo(math.random(n))))
end

function done(summary, latency)
   package.path = debug.getinfo(1, "S").source:match("@(.*)/") .. "/?.lua"
   require("comun").resumen(summary, latency)
end

-- Logins: wrk ... -- TOKEN FOLDER USER PASSWORD, as USER0 to USER19 in turn.  A
-- refusal for being too many is an error of the summary.

local cuerpo
local n = 0

function init(args)
   cuerpo = '{"usuario":"' .. args[3] .. '%d","clave":"' .. args[4] .. '"}'
   wrk.headers["Content-Type"] = "application/json"
end

function request()
   n = (n + 1) % 20
   return wrk.format("POST", "/api/auth/v1/login", nil, cuerpo:format(n))
end

function done(summary, latency)
   package.path = debug.getinfo(1, "S").source:match("@(.*)/") .. "/?.lua"
   require("comun").resumen(summary, latency)
end

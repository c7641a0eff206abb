-- Logins: wrk ... -- TOKEN FOLDER USER PASSWORD.  A refusal for being too many
-- is an error of the summary.

local cuerpo

function init(args)
   cuerpo = string.format('{"usuario":"%s","clave":"%s"}', args[3], args[4])
   wrk.headers["Content-Type"] = "application/json"
end

function request()
   return wrk.format("POST", "/api/auth/v1/login", nil, cuerpo)
end

function done(summary, latency)
   package.path = debug.getinfo(1, "S").source:match("@(.*)/") .. "/?.lua"
   require("comun").resumen(summary, latency)
end

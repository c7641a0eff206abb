-- What the wrk scripts share: the token, the codes that bench/datos.sql made,
-- and a summary that bench/correr.py reads.
-- Called as: wrk ... -s x.lua URL -- TOKEN FOLDER [more]

local comun = {}

function comun.codigo(n)
   local doce = string.format("779%09d", n)
   local suma = 0
   for i = 1, 12 do
      suma = suma + tonumber(doce:sub(i, i)) * (i % 2 == 0 and 3 or 1)
   end
   return doce .. (10 - suma % 10) % 10
end

function comun.resumen(summary, latency)
   local e = summary.errors
   io.write(string.format(
      '\nRESUMEN {"pedidos":%d,"us":%d,"errores":%d,"p50":%d,"p99":%d}\n',
      summary.requests, summary.duration,
      e.connect + e.read + e.write + e.status + e.timeout,
      latency:percentile(50), latency:percentile(99)))
end

return comun

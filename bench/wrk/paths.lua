-- Many addresses of one kind: LIST names a file of seed.c, KIND what to make of a line (token id code digits).
--   track   POST /tra-cuu          dossier   GET /ho-so/ID with the owner's cookie
local requests = {}
local at = 0

function init(args)
  local kind = os.getenv("KIND")
  local headers = {}
  if os.getenv("GZIP") then headers["Accept-Encoding"] = "gzip" end
  for line in io.lines(os.getenv("LIST")) do
    local token, id, code, digits = line:match("^(%S+) (%S+) (%S+) (%S+)$")
    if kind == "track" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      table.insert(requests, wrk.format("POST", "/tra-cuu", headers, "ma=" .. code .. "&so_cuoi=" .. digits))
    else
      headers["Cookie"] = "phien=" .. token
      table.insert(requests, wrk.format("GET", "/ho-so/" .. id, headers))
    end
    if #requests == 4000 then break end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

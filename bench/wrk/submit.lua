-- Each request submits another draft: LIST is drafts.txt of seed.c (token csrf id key), FROM and COUNT the part for this run,
-- shared out over the threads. A thread whose drafts are used up stops.
local lines = {}
local at = 0
local n = 0

function setup(thread)
  thread:set("part", n)
  n = n + 1
end

function init(args)
  local threads, from, count = tonumber(os.getenv("THREADS")), tonumber(os.getenv("FROM")), tonumber(os.getenv("COUNT"))
  local i = 0
  for line in io.lines(os.getenv("LIST")) do
    if i >= from and i < from + count and i % threads == part then table.insert(lines, line) end
    i = i + 1
  end
end

function request()
  at = at + 1
  if at >= #lines then wrk.thread:stop() end
  local token, csrf, id, key = lines[math.min(at, #lines)]:match("^(%S+) (%S+) (%S+) (%S+)$")
  return wrk.format("POST", "/nop/ho-so/" .. id .. "/nop",
    { ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = "phien=" .. token },
    "csrf=" .. csrf .. "&khoa=" .. key .. "&cam_doan=1")
end

-- Everything but 303 is a failure; wrk itself counts only what is over 399.
local other = 0
function response(status)
  if status ~= 303 then other = other + 1 end
end
function done(summary, latency, requests)
  io.write(string.format("p99 %.1f ms, slowest %.1f ms\n", latency:percentile(99) / 1000, latency.max / 1000))
end

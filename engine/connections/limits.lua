-- Admit one call, or say how long to wait. Keys: rate, slots, waiting, pause of one connection.
-- Arguments (microseconds): interval, tolerance, places (0: no such limit), holder, ttl, and what
-- this process remembers in case the keys were lost: theoretical arrival time, rest of a pause,
-- then pairs of holder and rest of its time.
-- Answers {1 admitted | 0 wait, wait, theoretical arrival time, now}.
local rate, slots, waiting, pause = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local interval, tolerance, places = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local holder, ttl = ARGV[4], tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local function text(number) return string.format('%.0f', number) end

-- None is later than this, unless the clock was put back since.
local latest = now + tolerance + interval
local arrival = math.max(math.min(tonumber(redis.call('GET', rate) or 0), latest), now)
local remembered = tonumber(ARGV[6])
if remembered > arrival and remembered <= latest then arrival = remembered end

local function refuse(wait, step)
  redis.call('ZREMRANGEBYSCORE', waiting, '-inf', text(now - 2000000))
  if not redis.call('ZSCORE', waiting, holder) then
    wait = math.min(wait + redis.call('ZCARD', waiting) * step, math.max(wait, 30000000))
    redis.call('ZADD', waiting, text(now + wait), holder)
    redis.call('PEXPIRE', waiting, 60000)
  end
  return {0, text(wait), text(arrival), text(now)}
end

local resting = math.max(redis.call('PTTL', pause) * 1000, tonumber(ARGV[7]))
if resting > 0 then return refuse(resting, interval) end

if places > 0 then
  for index = 8, #ARGV, 2 do
    redis.call('ZADD', slots, text(now + tonumber(ARGV[index + 1])), ARGV[index])
  end
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', text(now))
  local held = redis.call('ZSCORE', slots, holder)
  if not held and redis.call('ZCARD', slots) >= places then
    return refuse(100000, 100000 / places)
  end
end

if interval > 0 then
  local early = arrival - tolerance - now
  if early > 0 then return refuse(early, interval) end
  arrival = arrival + interval
  redis.call('SET', rate, text(arrival), 'PX', text(math.ceil((arrival - now) / 1000) + 1000))
end
if places > 0 then
  redis.call('ZADD', slots, text(now + ttl), holder)
  redis.call('PEXPIRE', slots, text(math.ceil(ttl / 1000) + 1000), 'GT')
  redis.call('PEXPIRE', slots, text(math.ceil(ttl / 1000) + 1000), 'NX')
end
redis.call('ZREM', waiting, holder)
return {1, '0', text(arrival), text(now)}

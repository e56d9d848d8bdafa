-- The rules of bench/floor.c in Lua, for LuaJIT: what a team with a scripting language in its shop would write.
--
--     luajit floor.lua RULES.tsv BASKETS.tsv
--
-- The same matching and the same greedy applying in priority order, with an index and without; the same sums come out.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } timespec_of_linux;
int clock_gettime(int clock, timespec_of_linux *at);
]]
local ROUNDS, MANY = 5, 20000
local at = ffi.new("timespec_of_linux")
local floor, band, lshift = math.floor, bit.band, bit.lshift

local function now()
  ffi.C.clock_gettime(1, at)
  return tonumber(at.seconds) * 1e6 + tonumber(at.nanoseconds) / 1e3
end

local function fields(line)
  local all = {}
  for field in line:gmatch("[^\t]+") do all[#all + 1] = tonumber(field) or field end
  return all
end

local function read_rules(path)
  local rules = {}
  for line in io.lines(path) do
    local f = fields(line)
    local rule = { kind = f[1], channels = f[2], regions = f[3], first = f[4], last = f[5], evening = f[6] ~= 0,
                   priority = f[7], a = f[8], b = f[9], c = f[10], items = {}, number = #rules }
    for i = 11, #f do rule.items[#rule.items + 1] = f[i] end
    rules[#rules + 1] = rule
  end
  table.sort(rules, function(x, y)
    if x.priority ~= y.priority then return x.priority < y.priority end
    return x.number < y.number
  end)
  return rules
end

local function read_baskets(path)
  local baskets = {}
  for line in io.lines(path) do
    local f = fields(line)
    local basket = { day = f[1], evening = f[2] ~= 0, channel = f[3], region = f[4], segments = { f[5], f[6] }, coupon = f[7], lines = {} }
    for i = 0, f[8] - 1 do
      local k = 9 + i * 5
      basket.lines[i + 1] = { item = f[k], category = f[k + 1], brand = f[k + 2], price = f[k + 3], quantity = f[k + 4] }
    end
    baskets[#baskets + 1] = basket
  end
  return baskets
end

-- Units of each category, brand and item of the basket at hand.
local of_category, of_brand, of_item = {}, {}, {}
for i = 0, 5000 do of_category[i], of_brand[i], of_item[i] = 0, 0, 0 end

local function count_units(basket, sign)
  for _, line in ipairs(basket.lines) do
    of_category[line.category] = of_category[line.category] + sign * line.quantity
    of_brand[line.brand] = of_brand[line.brand] + sign * line.quantity
    of_item[line.item] = of_item[line.item] + sign * line.quantity
  end
end

local function in_segment(basket, segment)
  return basket.segments[1] == segment or basket.segments[2] == segment
end

local condition = {
  percent = function(rule) return of_category[rule.a] >= rule.b end,
  ladder = function(rule) return of_category[rule.a] >= 2 end,
  amount = function(rule, basket, amount) return in_segment(basket, rule.a) and amount >= rule.b end,
  free = function(rule) return of_brand[rule.a] >= rule.b end,
  pair = function(rule) return of_item[rule.a] > 0 and of_item[rule.b] > 0 end,
  coupon = function(rule, basket) return basket.coupon == rule.a end,
  member = function(rule, basket)
    if not in_segment(basket, rule.a) then return false end
    for _, item in ipairs(rule.items) do
      if of_item[item] > 0 then return true end
    end
    return false
  end,
}

local function holds(rule, basket, amount)
  return band(rule.channels, lshift(1, basket.channel)) ~= 0 and band(rule.regions, lshift(1, basket.region)) ~= 0
    and basket.day >= rule.first and basket.day <= rule.last and (basket.evening or not rule.evening)
    and condition[rule.kind](rule, basket, amount)
end

local function amount_of(basket)
  local amount = 0
  for _, line in ipairs(basket.lines) do amount = amount + line.price * line.quantity end
  return amount
end

local function match_all(rules, basket)
  local matched, amount = {}, amount_of(basket)
  for i = 1, #rules do
    if holds(rules[i], basket, amount) then matched[#matched + 1] = i end
  end
  return matched
end

local KEY = { percent = "category", ladder = "category", amount = "segment", member = "segment", free = "brand",
              pair = "item", coupon = "coupon" }
local index = { category = {}, segment = {}, brand = {}, item = {}, coupon = {} }

local function build_index(rules)
  for i, rule in ipairs(rules) do
    local postings = index[KEY[rule.kind]]
    postings[rule.a] = postings[rule.a] or {}
    table.insert(postings[rule.a], i)
  end
end

local function match_indexed(rules, basket)
  local matched, seen, amount = {}, {}, amount_of(basket)
  local function post(postings)
    if postings == nil or seen[postings] then return end
    seen[postings] = true
    for _, i in ipairs(postings) do
      if holds(rules[i], basket, amount) then matched[#matched + 1] = i end
    end
  end
  for _, line in ipairs(basket.lines) do
    post(index.category[line.category])
    post(index.brand[line.brand])
    post(index.item[line.item])
  end
  post(index.segment[basket.segments[1]])
  post(index.segment[basket.segments[2]])
  post(index.coupon[basket.coupon])
  table.sort(matched)
  return matched
end

local function percent_of(basket, left, category, rate)
  local saved = 0
  for i, line in ipairs(basket.lines) do
    if line.category == category then
      saved = saved + floor(line.price * left[i] * rate / 100)
      left[i] = 0
    end
  end
  return saved
end

local benefit = {
  percent = function(rule, basket, left) return percent_of(basket, left, rule.a, rule.c) end,
  ladder = function(rule, basket, left)
    local units = of_category[rule.a]
    return percent_of(basket, left, rule.a, units >= 8 and 15 or units >= 4 and 10 or 5)
  end,
  free = function(rule, basket, left)
    local units, cheapest = 0, 0
    for i, line in ipairs(basket.lines) do
      if line.brand == rule.a and left[i] > 0 then
        units = units + left[i]
        if cheapest == 0 or line.price < cheapest then cheapest = line.price end
      end
    end
    local times = floor(units / rule.b)
    local take = times * rule.b
    for i, line in ipairs(basket.lines) do
      if line.brand == rule.a then
        local taken = math.min(left[i], take)
        left[i], take = left[i] - taken, take - taken
      end
    end
    return times * cheapest
  end,
  pair = function(rule, basket, left)
    local first, second
    for i, line in ipairs(basket.lines) do
      if line.item == rule.a and left[i] > 0 then first = i end
      if line.item == rule.b and left[i] > 0 then second = i end
    end
    if not first or not second then return 0 end
    local times = math.min(left[first], left[second])
    left[first], left[second] = left[first] - times, left[second] - times
    return times * (basket.lines[first].price + basket.lines[second].price - rule.c)
  end,
  member = function(rule, basket, left)
    local saved = 0
    for i, line in ipairs(basket.lines) do
      for _, item in ipairs(rule.items) do
        if line.item == item then
          saved = saved + floor(line.price * left[i] * rule.b / 100)
          left[i] = 0
        end
      end
    end
    return saved
  end,
}

local function apply(rules, matched, basket)
  local left, saved, order, amount = {}, 0, 0, amount_of(basket)
  for i, line in ipairs(basket.lines) do left[i] = line.quantity end
  for _, i in ipairs(matched) do
    local rule = rules[i]
    if rule.kind == "amount" then
      order = order == 0 and rule.c or order
    elseif rule.kind == "coupon" then
      order = order == 0 and floor((amount - saved) * rule.b / 100) or order
    else
      saved = saved + benefit[rule.kind](rule, basket, left)
    end
  end
  return saved + order
end

local function measure(name, rules, baskets, match, applied)
  local least, saved, matches = {}, 0, 0
  local rounds = #rules > MANY and 1 or ROUNDS
  for round = 1, rounds do
    for i, basket in ipairs(baskets) do
      local start = now()
      count_units(basket, 1)
      local matched = match(rules, basket)
      saved = saved + (applied and apply(rules, matched, basket) or 0)
      count_units(basket, -1)
      least[i] = math.min(least[i] or math.huge, now() - start)
      matches = matches + #matched
    end
  end
  table.sort(least)
  print(("  %-34s %9.2f %9.2f   %d matches, %d saved"):format(name, least[floor(#least / 2) + 1], least[floor(#least * 99 / 100) + 1],
    matches / rounds, saved / rounds))
end

local rules, baskets = read_rules(arg[1]), read_baskets(arg[2])
build_index(rules)
print(("%d promotions in LuaJIT"):format(#rules))
measure("matching, no index", rules, baskets, match_all, false)
measure("matching, index", rules, baskets, match_indexed, false)
measure("in priority order, no index", rules, baskets, match_all, true)
measure("in priority order, index", rules, baskets, match_indexed, true)

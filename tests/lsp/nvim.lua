-- `promo lsp` with a real client: Neovim's own, headless, on a copy of an example. Run by tests/lsp/nvim.sh, which says where the
-- command and the copy are. Prints "ok NAME" or "not ok NAME: why" for each case.
local promo, shop = os.getenv("PROMO"), os.getenv("SHOP")
local PATIENCE = 30000
local exit_code

vim.o.columns, vim.o.lines, vim.o.swapfile, vim.o.hidden = 120, 40, false, true

local client = vim.lsp.start_client({
  name = "promo",
  cmd = { promo, "lsp" },
  root_dir = shop,
  on_exit = function(code) exit_code = code end,
})

local function wait(what, condition)
  if not vim.wait(PATIENCE, condition, 10) then error("waited in vain for " .. what, 2) end
end

local function equal(got, wanted)
  if not vim.deep_equal(got, wanted) then
    error("got " .. vim.inspect(got) .. ", wanted " .. vim.inspect(wanted), 2)
  end
end

local function contains(text, part)
  if not text:find(part, 1, true) then error("no " .. vim.inspect(part) .. " in " .. vim.inspect(text), 2) end
end

-- Opens a file of the shop in the window, with the server.
local function edit(name)
  vim.cmd("edit! " .. shop .. "/" .. name)
  vim.bo.filetype = "promo"
  vim.lsp.buf_attach_client(0, client)
  return vim.api.nvim_get_current_buf()
end

local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), "\n") .. "\n" end

local function append(...) vim.api.nvim_buf_set_lines(0, -1, -1, false, { ... }) end

-- The cursor onto the first letter of `mark` in the line that has `line`.
local function go(line, mark)
  for number, content in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local from = content:find(line, 1, true)
    if from then
      vim.api.nvim_win_set_cursor(0, { number, content:find(mark, from, true) - 1 })
      return
    end
  end
  error("no line with " .. line, 2)
end

local function diagnostics(buffer) return vim.diagnostic.get(buffer or 0) end

local function request(method, params)
  local answers, problem = vim.lsp.buf_request_sync(0, method, params or vim.lsp.util.make_position_params(), PATIENCE)
  if not answers then error(problem) end
  local answer = answers[client]
  if answer.err or answer.error then error(vim.inspect(answer)) end
  return answer.result
end

local cases = {
  { "diagnostics appear and go", function()
    local buffer = edit("sets.promo")
    wait("the server", function() return vim.lsp.get_client_by_id(client) ~= nil end)
    append('let presents = category "🎁" or crads # 🎄🎄')
    wait("a diagnostic", function() return #diagnostics(buffer) == 1 end)
    local found = diagnostics(buffer)[1]
    equal({ found.code or found.user_data.lsp.code, found.severity }, { "P0102", vim.diagnostic.severity.ERROR })
    contains(found.message, "did you mean `cards`")
    local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1]
    equal(line:sub(found.col + 1, found.end_col), "crads")
    go("or crads", "crads")
    vim.cmd("normal! cecards")
    wait("its end", function() return #diagnostics(buffer) == 0 end)
    vim.cmd("edit!")
  end },

  { "diagnostics in a file that is not shown", function()
    local rules = edit("goods.promo")
    local sets = edit("sets.promo")
    go("let mugs", "mugs")
    vim.cmd("normal! cwcups")
    wait("diagnostics", function() return #diagnostics(rules) > 0 end)
    contains(diagnostics(rules)[1].message, "no item set is named `mugs`")
    vim.cmd("edit!")
    vim.lsp.buf_attach_client(sets, client)
    wait("their end", function() return #diagnostics(rules) == 0 end)
  end },

  { "completion", function()
    edit("goods.promo")
    append('promotion shiny "✨" { layer goods  event e { give 5% off li } }')
    go("off li }", "li }")
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    vim.api.nvim_win_set_cursor(0, { row, column + 2 })
    local result = request("textDocument/completion")
    local items = vim.lsp.util.text_document_completion_list_to_complete_items(result, "li")
    local words = vim.tbl_map(function(item) return item.word end, items)
    equal(vim.tbl_contains(words, "lights"), true)
    equal(vim.tbl_contains(words, "layer"), false)
    vim.cmd("edit!")
  end },

  { "completion as one types it", function()
    local buffer = edit("goods.promo")
    vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
    vim.o.completeopt = "menu"
    append("promotion shiny { layer ")
    vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(0), 0 })
    local keys = vim.api.nvim_replace_termcodes("A<C-x><C-o>", true, false, true)
    vim.api.nvim_feedkeys(keys, "n", false)
    local shown
    vim.defer_fn(function()
      shown = vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ "items" }).items)
      vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("<Esc>", true, false, true), "n", false)
    end, 1000)
    vim.api.nvim_feedkeys("", "x!", false)
    wait("the menu", function() return shown ~= nil end)
    table.sort(shown)
    equal(shown, { "delivery", "goods", "orders" })
    vim.cmd("stopinsert")
    vim.api.nvim_buf_call(buffer, function() vim.cmd("edit!") end)
  end },

  { "hover", function()
    edit("goods.promo")
    go("off lights", "lights")
    vim.lsp.buf.hover()
    local window
    wait("a window", function()
      for _, w in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(w).relative ~= "" then window = w end
      end
      return window ~= nil
    end)
    local shown = text(vim.api.nvim_win_get_buf(window))
    contains(shown, 'let lights    = category "home/lights"')
    vim.api.nvim_win_close(window, true)
  end },

  { "definition", function()
    edit("goods.promo")
    go("off lights", "lights")
    vim.lsp.buf.definition()
    wait("the other file", function() return vim.api.nvim_buf_get_name(0):match("sets%.promo$") end)
    contains(vim.api.nvim_get_current_line(), "let lights")
    equal(vim.fn.expand("<cword>"), "lights")
  end },

  { "references", function()
    edit("sets.promo")
    go("let lights", "lights")
    vim.fn.setqflist({})
    vim.lsp.buf.references({ includeDeclaration = true })
    wait("the list", function() return #vim.fn.getqflist() > 1 end)
    local count = 0
    for _, name in ipairs(vim.fn.glob(shop .. "/*.promo", true, true)) do
      for _, line in ipairs(vim.fn.readfile(name)) do
        line = line:gsub("#.*", ""):gsub('"[^"]*"', "")
        for _ in line:gmatch("%f[%w_]lights%f[^%w_]") do count = count + 1 end
      end
    end
    equal(#vim.fn.getqflist(), count)
    vim.cmd("cclose")
  end },

  { "rename, in every file", function()
    local sets = edit("sets.promo")
    go("let lights", "lights")
    vim.lsp.buf.rename("lamps")
    local goods
    wait("the new name", function()
      goods = vim.fn.bufnr(shop .. "/goods.promo")
      return text(sets):find("let lamps", 1, true) and goods > 0 and text(goods):find("off lamps", 1, true)
    end)
    equal(text(goods):find("of lights") , nil)
    vim.wait(200, function() return false end)
    equal(#diagnostics(goods) + #diagnostics(sets), 0)
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.bo[buffer].modified then vim.api.nvim_buf_call(buffer, function() vim.cmd("edit!") end) end
    end
  end },

  { "rename to what is there already is refused", function()
    edit("sets.promo")
    go("let lights", "lights")
    local params = vim.lsp.util.make_position_params()
    params.newName = "mugs"
    local answer = vim.lsp.buf_request_sync(0, "textDocument/rename", params, PATIENCE)[client]
    contains((answer.err or answer.error).message, "there is an item set `mugs` already")
  end },

  { "formatting", function()
    edit("sets.promo")
    local before = text()
    go("let lights", "let")
    vim.cmd("normal! I   ")
    append("", "", "", 'let x=tag   "🎁"   # 🎄', "")
    if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = PATIENCE }) else vim.lsp.buf.formatting_sync({}, PATIENCE) end
    contains(text(), '\nlet x = tag "🎁"  # 🎄\n')
    equal(text():sub(1, #before), before)
    vim.cmd("edit!")
  end },

  { "a code action, applied", function()
    local buffer = edit("sets.promo")
    append("let more = crads")
    wait("a diagnostic", function() return #diagnostics(buffer) == 1 end)
    go("= crads", "crads")
    local offered
    vim.ui.select = function(items, options, on_choice)
      offered = vim.tbl_map(options.format_item, items)
      on_choice(items[1], 1)
    end
    vim.lsp.buf.code_action()
    wait("the change", function() return text():find("let more = cards", 1, true) end)
    equal(offered, { "Change to `cards`" })
    wait("its end", function() return #diagnostics(buffer) == 0 end)
    vim.cmd("edit!")
  end },

  { "document symbols", function()
    edit("goods.promo")
    local symbols = request("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params() })
    local items = vim.lsp.util.symbols_to_items(symbols, 0)
    equal(items[1].text, "[Class] three_for_two")
    equal(items[2].text, "[Event] cheapest_free")
  end },

  { "signature of a template", function()
    edit("goods.promo")
    append('import "std/bogo"', "promotion x { use cheapest_free(goods = mugs, ) }")
    go("mugs, )", " )")
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    vim.api.nvim_win_set_cursor(0, { row, column + 1 })
    local help
    wait("the template", function()
      help = request("textDocument/signatureHelp")
      return help ~= nil
    end)
    contains(help.signatures[1].label, "cheapest_free(goods : items")
    equal(help.activeParameter, 1)
    vim.cmd("edit!")
  end },

  { "edits in pieces, as the client counts them", function()
    local buffer = edit("sets.promo")
    math.randomseed(7)
    local pieces = { "🎁", "é", "x", " ", "# 🎄", "ab🎁cd" }
    append("# 🎁🎁🎁", "# é🎄x")
    local first = vim.api.nvim_buf_line_count(buffer) - 2
    for _ = 1, 200 do
      local row = first + math.random(0, 1)
      local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
      local starts = vim.fn.str2list(line)
      local from = 1 + math.random(0, #starts - 1)
      local to = math.min(#starts, from + math.random(0, 2))
      local bytes = function(count) return #vim.fn.list2str(vim.list_slice(starts, 1, count)) end
      vim.api.nvim_buf_set_text(buffer, row, bytes(from), row, bytes(to), { pieces[math.random(#pieces)] })
    end
    append("let wrong = nowhere")
    wait("the diagnostic", function() return #diagnostics(buffer) == 1 end)
    local found = diagnostics(buffer)[1]
    local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1]
    equal(line:sub(found.col + 1, found.end_col), "nowhere")
    local row = first + 1
    vim.api.nvim_buf_set_lines(buffer, row, row + 1, false, { '# 🎁é🎁 "', 'let a🎁 = tag "🎁🎁" or nowhere_else' })
    wait("another", function() return #diagnostics(buffer) >= 2 end)
    for _, d in ipairs(diagnostics(buffer)) do
      local content = vim.api.nvim_buf_get_lines(buffer, d.lnum, d.lnum + 1, false)[1]
      if d.message:find("nowhere_else", 1, true) then equal(content:sub(d.col + 1, d.end_col), "nowhere_else") end
    end
    vim.cmd("edit!")
  end },

  { "an orderly end", function()
    vim.lsp.get_client_by_id(client).stop()
    wait("the end", function() return exit_code ~= nil end)
    equal(exit_code, 0)
  end },
}

for _, case in ipairs(cases) do
  local fine, why = pcall(case[2])
  io.stdout:write(fine and "ok " or "not ok ", case[1], fine and "\n" or ": " .. tostring(why) .. "\n")
end
vim.cmd("qall!")

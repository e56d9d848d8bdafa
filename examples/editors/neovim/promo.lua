-- The language server of promo in Neovim (0.7 or later). Put this file into ~/.config/nvim/plugin/; colours are in the folder
-- `vim` beside its own.
local clients = {} -- by folder, for Neovim before 0.8

-- The folder of the file's promo.toml or repository, else its own.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local found = vim.fn.findfile('promo.toml', folder .. ';')
  if found == '' then
    found = vim.fn.finddir('.git', folder .. ';'):gsub('/$', '')
  end
  return found == '' and folder or vim.fn.fnamemodify(found, ':p:gs?/$??:h')
end

local function start(buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = { name = 'promo', cmd = { 'promo', 'lsp' }, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  if not clients[root] or vim.lsp.client_is_stopped(clients[root]) then
    clients[root] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(buffer, clients[root])
end

vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, { pattern = '*.promo', command = 'setfiletype promo' })
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'promo',
  callback = function(event)
    local buffer = event.buf or vim.api.nvim_get_current_buf()
    vim.bo[buffer].commentstring = '# %s'
    start(buffer)
  end,
})

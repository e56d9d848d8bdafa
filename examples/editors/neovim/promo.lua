-- The language server of promo in Neovim (0.8 or later). Put this file into ~/.config/nvim/plugin/, and the folder `vim` beside
-- it on 'runtimepath' for colours.
vim.filetype.add({ extension = { promo = 'promo' } })

vim.api.nvim_create_autocmd('FileType', {
  pattern = 'promo',
  callback = function(event)
    local path = vim.api.nvim_buf_get_name(event.buf)
    local marks = vim.fs.find({ 'promo.toml', '.git' }, { upward = true, path = vim.fs.dirname(path) })
    vim.lsp.start({
      name = 'promo',
      cmd = { 'promo', 'lsp' },
      root_dir = marks[1] and vim.fs.dirname(marks[1]) or vim.fs.dirname(path),
    })
    vim.bo[event.buf].commentstring = '# %s'
  end,
})

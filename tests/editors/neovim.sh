#!/bin/sh
# neovim.sh FOLDER-OF-PROMO: Neovim with examples/editors/neovim/promo.lua starts the language server for a rule file, for the
# folder that has the rule set. Where Neovim is not installed there is nothing to check.
set -u
command -v nvim >/dev/null || { echo "nvim is not installed: 0 passed, 0 failed"; exit 0; }
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/shop/rules"
: >"$work/shop/promo.toml"
cp tests/cli/rules.promo "$work/shop/rules/"
cat >"$work/ask.lua" <<'END'
local function clients() return (vim.lsp.get_clients or vim.lsp.get_active_clients)() end
vim.wait(30000, function() return #clients() > 0 and clients()[1].initialized end, 50)
local answer = { vim.bo.filetype, vim.bo.commentstring, tostring(#clients()) }
for _, client in ipairs(clients()) do
  table.insert(answer, client.name)
  table.insert(answer, client.config.root_dir)
  table.insert(answer, tostring(vim.lsp.buf_is_attached(0, client.id)))
end
vim.fn.writefile(answer, vim.env.ANSWER)
END
PATH="$1:$PATH" HOME="$work" ANSWER="$work/answer" nvim --headless --clean -n -i NONE -c "luafile examples/editors/neovim/promo.lua" \
    -c "edit $work/shop/rules/rules.promo" -c "luafile $work/ask.lua" -c "qa!" >"$work/said" 2>&1 </dev/null
printf 'promo\n# %%s\n1\npromo\n%s\ntrue\n' "$work/shop" >"$work/wanted"
if diff "$work/wanted" "$work/answer"; then
    echo "1 passed, 0 failed"
else
    cat "$work/said"
    echo "0 passed, 1 failed"
    exit 1
fi

" Settings for rule files: indentation as `promo fmt` has it, gq and :make by promo itself.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal shiftwidth=2 softtabstop=2 expandtab textwidth=120 smartindent
setlocal comments=:# commentstring=#\ %s
setlocal suffixesadd=.promo
let &l:define = '^\s*\%(@DECLARATION_VIM@\)'
if executable('promo')
  setlocal formatprg=promo\ fmt\ -
  compiler promo
endif

let b:undo_ftplugin = 'setlocal shiftwidth< softtabstop< expandtab< textwidth< smartindent< comments< commentstring<'
      \ . ' suffixesadd< define< formatprg< makeprg< errorformat<'

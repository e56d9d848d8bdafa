" :make checks the file at hand; :make rules/ a folder.
if exists('current_compiler')
  finish
endif
let current_compiler = 'promo'

CompilerSet makeprg=promo\ check\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror[%*[^]]]:\ %m,%f:%l:%c:\ %tarning[%*[^]]]:\ %m,%-G%.%#

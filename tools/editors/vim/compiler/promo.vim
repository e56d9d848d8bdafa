" :make checks the folder of the file at hand: rule files belong together.
if exists('current_compiler')
  finish
endif
let current_compiler = 'promo'

CompilerSet makeprg=promo\ check\ %:h:S
CompilerSet errorformat=%f:%l:%c:\ %trror[%*[^]]]:\ %m,%f:%l:%c:\ %tarning[%*[^]]]:\ %m,%-G%.%#

" Vim syntax file: promo, retail promotions
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_

syntax keyword promoDeclaration @DECLARATION@
syntax keyword promoClause @CLAUSE@
syntax keyword promoOperator @OPERATOR@
syntax keyword promoCriterion @CRITERION@
syntax keyword promoBenefit @BENEFIT@
syntax keyword promoTest @TEST@
syntax keyword promoType @TYPE@
syntax keyword promoBoolean @VALUE@

syntax match promoMember "\.\@<!\.\s*\h\w*"ms=s+1
syntax match promoNumber "\<\d[0-9_]*\%(\.\d[0-9_]*\)\=%\="
syntax match promoDate "\<\d\+-[0-9-]*\%([A-Za-z:+][0-9A-Za-z:+-]*\)\="
syntax match promoDate "\<\d\+:[0-9:]*"
syntax match promoUnit "\%(\%(^\|[^-:.0-9A-Za-z_]\)\d[0-9_]*\s\+\)\@<=\%(minute\|hour\|day\|week\|month\|year\)s\=\>"
syntax match promoCurrency "\%(\<\d[0-9_.]*\s\+\)\@<=\u\{3}\>"
syntax match promoEscape contained "\\\%(["\\nt]\|u{\x\{1,6}}\)"
syntax region promoString start=+"+ skip=+\\.+ end=+"+ oneline contains=promoEscape
syntax match promoComment "#.*$" contains=promoTodo,@Spell
syntax keyword promoTodo contained TODO FIXME NOTE
syntax region promoBlock start="{" end="}" transparent fold

highlight default link promoDeclaration Keyword
highlight default link promoClause Statement
highlight default link promoOperator Operator
highlight default link promoCriterion Function
highlight default link promoBenefit PreProc
highlight default link promoTest Special
highlight default link promoType Type
highlight default link promoBoolean Boolean
highlight default link promoMember Identifier
highlight default link promoNumber Number
highlight default link promoDate Constant
highlight default link promoUnit Type
highlight default link promoCurrency Constant
highlight default link promoString String
highlight default link promoEscape SpecialChar
highlight default link promoComment Comment
highlight default link promoTodo Todo

let b:current_syntax = 'promo'

" Vim syntax file: promo, retail promotions
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_

syntax keyword promoDeclaration audience campaign coupon import layers let loyalty price_list profile promotion settings template test
syntax keyword promoClause after best budget buy cap channels charge code codes count currency day earn event events every excludes exclusive expire floor get give holdout initiative kind layer limit minimum on once per period point priority redeem regions requires rounding schedule sequence stack status stores timezone total type unused use used uses valid when
syntax keyword promoOperator and except in is not of or within
syntax keyword promoCriterion all amount any brand category customer group items lines missing none points quantity segment sku tag tier today
syntax keyword promoBenefit allowance by certificate cheapest dearer dearest different each for free from gift no off order shipping them to up worth
syntax keyword promoTest at balance basket channel cost discount earned expect hint issued line list_price measure min_price payment region rejected revoked spent state store stored_value trigger
syntax keyword promoType enum
syntax keyword promoBoolean false true

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

/* The grammar of the language: LALR(1), no conflict. Actions build tree nodes and nothing else (lang/build.h); errors,
 * repairs and recovery are the driver's (lang/parse.c), through the functions at the end (lang/automaton.h).
 *
 * Words of the language may name things: `word` where a name must come, `plain` where a name is one of several
 * possibilities. `error` stands only where a list of declarations or clauses can go on. */

%require "3.8"
%language "c"
%define api.pure full
%define api.push-pull push
%define api.prefix {grammar_}
%define api.token.prefix {T_}
%define api.location.type {struct span}
%define lr.type ielr
%define parse.error custom
%define parse.lac full
%locations
%param {struct builder *b}

%code requires {
#include "lang/build.h"
}

%code {
#include "lang/automaton.h"

/* The stacks have their final size: what nests deeper than the driver allows never gets here. */
#define YYINITDEPTH AUTOMATON_DEEPEST
#define YYMAXDEPTH AUTOMATON_DEEPEST
enum { AUTOMATON_DEEPEST = 3000 };

#define YYMALLOC automaton_take
#define YYFREE automaton_give_back

/* An empty rule lies at the end of what came before it. */
#define YYLLOC_DEFAULT(current, rhs, n)                                                             \
    ((current) = (n) ? (struct span){YYRHSLOC(rhs, 1).file, YYRHSLOC(rhs, 1).start, YYRHSLOC(rhs, n).end} \
                     : (struct span){YYRHSLOC(rhs, 0).file, YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).end})

static void *automaton_take(size_t size);
static void automaton_give_back(void *block);

static void grammar_error(const struct span *at, struct builder *b, const char *message);
}

%union {
    struct word word;
    struct word *words;
    struct expr *expr;
    struct clause *clause;
    struct declaration *declaration;
    struct parameter *parameter;
    struct layer *layer;
    struct step *step;
    struct pick *pick;
    struct benefit *benefit;
    struct ladder_row *row;
    struct argument *argument;
    struct field *field;
    struct line *line;
    struct event *event;
    struct target target;
    struct schedule schedule;
    enum quantifier quantifier;
    enum comparison comparison;
    enum attribute attribute;
    enum measure measure;
    enum scope scope;
    enum clause_kind kind;
}

%token END 0 "the end of the file"
%token START "the start of the file" /* pushed first, so that the automaton waits in a list */
%token LEFT_BRACE "{" RIGHT_BRACE "}" LEFT_PAREN "(" RIGHT_PAREN ")" COMMA "," DOT "." DOTS ".." COLON ":" ASSIGN "="
%token EQUAL "==" UNEQUAL "!=" LESS "<" AT_MOST "<=" MORE ">" AT_LEAST ">="
%token <expr> NUMBER "a number" PERCENT "a percentage" DATE "a date" INSTANT "an instant" TIME "a time"
%token <word> NAME "a name" STRING "a text in quotes" CURRENCY_CODE "a currency" UNIT "a unit of time"
%token <word>
  AFTER "after"
  ALL "all"
  ALLOWANCE "allowance"
  AMOUNT "amount"
  AND "and"
  ANY "any"
  AT "at"
  AUDIENCE "audience"
  BALANCE "balance"
  BASKET "basket"
  BEST "best"
  BRAND "brand"
  BUDGET "budget"
  BUY "buy"
  BY "by"
  CAMPAIGN "campaign"
  CAP "cap"
  CATEGORY "category"
  CERTIFICATE "certificate"
  CHANNEL "channel"
  CHANNELS "channels"
  CHARGE "charge"
  CHEAPEST "cheapest"
  CODE "code"
  CODES "codes"
  COST "cost"
  COUNT "count"
  COUPON "coupon"
  CURRENCY "currency"
  CUSTOMER "customer"
  DAY "day"
  DEARER "dearer"
  DEAREST "dearest"
  DIFFERENT "different"
  DISCOUNT "discount"
  EACH "each"
  EARN "earn"
  EARNED "earned"
  ENUM "enum"
  EVENT "event"
  EVENTS "events"
  EVERY "every"
  EXCEPT "except"
  EXCLUDES "excludes"
  EXCLUSIVE "exclusive"
  EXPECT "expect"
  EXPIRE "expire"
  FALSE "false"
  FLOOR "floor"
  FOR "for"
  FREE "free"
  FROM "from"
  GET "get"
  GIFT "gift"
  GIVE "give"
  GROUP "group"
  HINT "hint"
  HOLDOUT "holdout"
  IMPORT "import"
  IN "in"
  INITIATIVE "initiative"
  IS "is"
  ISSUED "issued"
  ITEMS "items"
  KIND "kind"
  LAYER "layer"
  LAYERS "layers"
  LET "let"
  LIMIT "limit"
  LINE "line"
  LINES "lines"
  LIST_PRICE "list_price"
  LOYALTY "loyalty"
  MEASURE "measure"
  MIN_PRICE "min_price"
  MINIMUM "minimum"
  MISSING "missing"
  NO "no"
  NONE "none"
  NOT "not"
  OF "of"
  OFF "off"
  ON "on"
  ONCE "once"
  OR "or"
  ORDER "order"
  PAYMENT "payment"
  PER "per"
  PERIOD "period"
  POINT "point"
  POINTS "points"
  PRICE_LIST "price_list"
  PRIORITY "priority"
  PROFILE "profile"
  PROMOTION "promotion"
  QUANTITY "quantity"
  REDEEM "redeem"
  REGION "region"
  REGIONS "regions"
  REJECTED "rejected"
  REQUIRES "requires"
  REVOKED "revoked"
  ROUNDING "rounding"
  SCHEDULE "schedule"
  SEGMENT "segment"
  SEQUENCE "sequence"
  SETTINGS "settings"
  SHIPPING "shipping"
  SKU "sku"
  SPENT "spent"
  STACK "stack"
  STATE "state"
  STATUS "status"
  STORE "store"
  STORED_VALUE "stored_value"
  STORES "stores"
  TAG "tag"
  TEMPLATE "template"
  TEST "test"
  THEM "them"
  TIER "tier"
  TIMEZONE "timezone"
  TO "to"
  TODAY "today"
  TOTAL "total"
  TRIGGER "trigger"
  TRUE "true"
  TYPE "type"
  UNUSED "unused"
  UP "up"
  USE "use"
  USED "used"
  USES "uses"
  VALID "valid"
  WHEN "when"
  WITHIN "within"
  WORTH "worth"

%type <word> text word layer_word plain plain_layer_word other_word rhs_word title word_or_string field_name trigger
%type <words> words strings words_or_strings
%type <expr> amount count literal expr and_expr not_expr predicate subject operand path paren set set_atom
             items_group group criteria rhs bound range duration list list_item in_rhs measure_of selection argument_value day days times time_range
             field_value initial instant
%type <quantifier> quantifier
%type <comparison> comparison
%type <attribute> attribute
%type <measure> measure
%type <kind> used_up
%type <scope> scope state_scope
%type <declaration> declaration declarations
%type <clause> promotion_name settings settings_clause price_list_clauses price_list_clause campaign_clauses
               campaign_clause coupon_clauses coupon_clause loyalty_clauses loyalty_clause promotion_clauses promotion_clause
               event_clauses event_clause test_items test_item basket_items basket_item state_items state_item
               expectation places limit
%type <parameter> profile_items profile_item parameters parameter_list parameter
%type <layer> layers layer
%type <step> steps step
%type <pick> pick picks buy_picks get_pick get_picks
%type <benefit> benefit gives
%type <row> rows row
%type <target> target base
%type <argument> arguments argument_list argument
%type <field> fields
%type <line> line_properties
%type <event> event
%type <schedule> schedule

%start file

%%

file: START declarations { RING_OPEN($2); b->declarations = $2; }
    ;

declarations
    : %empty { $$ = NULL; }
    | declarations declaration { $$ = RING_ADD($1, $2); }
    | declarations error
    ;

declaration
    : IMPORT STRING { $$ = build_declaration(b, DECLARATION_IMPORT, @1, @$, $2, NO_WORD); }
    | SETTINGS "{" settings "}"
      { $$ = build_declaration(b, DECLARATION_SETTINGS, @1, @$, NO_WORD, NO_WORD); $$->clauses = build_block(b, $3); }
    | PROFILE "{" profile_items "}"
      { $$ = build_declaration(b, DECLARATION_PROFILE, @1, @$, NO_WORD, NO_WORD); RING_OPEN($3); $$->parameters = $3; }
    | LET word "=" set { $$ = build_declaration(b, DECLARATION_LET, @1, @$, $2, NO_WORD); $$->items = $4; }
    | AUDIENCE word title { $$ = build_declaration(b, DECLARATION_AUDIENCE, @1, @$, $2, $3); }
    | AUDIENCE word title "{" strings "}"
      {
        $$ = build_declaration(b, DECLARATION_AUDIENCE, @1, @$, $2, $3);
        $$->listed = true;
        RING_OPEN($5);
        $$->members = $5;
      }
    | AUDIENCE word title "{" "}" { $$ = build_declaration(b, DECLARATION_AUDIENCE, @1, @$, $2, $3); $$->listed = true; }
    | PRICE_LIST word title "{" price_list_clauses "}"
      { $$ = build_declaration(b, DECLARATION_PRICE_LIST, @1, @$, $2, $3); $$->clauses = build_block(b, $5); }
    | LAYERS "{" layers "}"
      { $$ = build_declaration(b, DECLARATION_LAYERS, @1, @$, NO_WORD, NO_WORD); RING_OPEN($3); $$->layers = $3; }
    | CAMPAIGN word title "{" campaign_clauses "}"
      { $$ = build_declaration(b, DECLARATION_CAMPAIGN, @1, @$, $2, $3); $$->clauses = build_block(b, $5); }
    | COUPON word title "{" coupon_clauses "}"
      { $$ = build_declaration(b, DECLARATION_COUPON, @1, @$, $2, $3); $$->clauses = build_block(b, $5); }
    | LOYALTY word title "{" loyalty_clauses "}"
      { $$ = build_declaration(b, DECLARATION_LOYALTY, @1, @$, $2, $3); $$->clauses = build_block(b, $5); }
    | PROMOTION word title "{" promotion_clauses "}"
      { $$ = build_declaration(b, DECLARATION_PROMOTION, @1, @$, $2, $3); $$->clauses = build_block(b, $5); }
    | TEMPLATE word "(" parameters ")" "{" promotion_clauses "}"
      {
        $$ = build_declaration(b, DECLARATION_TEMPLATE, @1, @$, $2, NO_WORD);
        $$->clauses = build_block(b, $7);
        RING_OPEN($4);
        $$->parameters = $4;
      }
    | TEST STRING "{" test_items "}"
      { $$ = build_declaration(b, DECLARATION_TEST, @1, @$, $2, NO_WORD); $$->test = build_test(b, $4); }
    ;

/* ---- Settings, profile, layers, price lists, campaigns, coupons, loyalty ---- */

settings
    : %empty { $$ = NULL; }
    | settings settings_clause { $$ = RING_ADD($1, $2); }
    | settings error
    ;

settings_clause
    : CURRENCY word { $$ = build_word_clause(b, CLAUSE_CURRENCY, @1, @$, $2); }
    | TIMEZONE STRING { $$ = build_word_clause(b, CLAUSE_TIMEZONE, @1, @$, $2); }
    | ROUNDING word { $$ = build_word_clause(b, CLAUSE_ROUNDING, @1, @$, $2); }
    | FLOOR amount { $$ = build_value_clause(b, CLAUSE_FLOOR, @1, @$, $2); }
    ;

profile_items
    : %empty { $$ = NULL; }
    | profile_items profile_item { $$ = RING_ADD($1, $2); }
    | profile_items error
    ;

profile_item
    : word "." word ":" word
      { $$ = NODE(b, struct parameter); $$->span = @$; $$->owner = $1; $$->name = $3; $$->type = $5; }
    | word "." word ":" ENUM "{" words "}"
      {
        $$ = NODE(b, struct parameter);
        $$->span = @$;
        $$->owner = $1;
        $$->name = $3;
        $$->type = $5;
        RING_OPEN($7);
        $$->values = $7;
      }
    ;

layers
    : %empty { $$ = NULL; }
    | layers layer { $$ = RING_ADD($1, $2); }
    | layers error
    ;

layer
    : layer_word { $$ = NODE(b, struct layer); $$->span = @$; $$->name = $1; }
    | layer_word STRING { $$ = NODE(b, struct layer); $$->span = @$; $$->name = $1; $$->title = $2; }
    | layer ON word { $$ = $1; $$->span = @$; build_once(b, &$$->prices, $3, @2); }
    | layer BEST { $$ = $1; $$->span = @$; build_once(b, &$$->combine, $2, @2); }
    | layer STACK { $$ = $1; $$->span = @$; build_once(b, &$$->combine, $2, @2); }
    ;

price_list_clauses
    : %empty { $$ = NULL; }
    | price_list_clauses price_list_clause { $$ = RING_ADD($1, $2); }
    | price_list_clauses error
    ;

price_list_clause
    : CURRENCY word { $$ = build_word_clause(b, CLAUSE_CURRENCY, @1, @$, $2); }
    | places
    ;

places
    : CHANNELS words_or_strings { $$ = build_clause(b, CLAUSE_CHANNELS, @1, @$); RING_OPEN($2); $$->words = $2; }
    | STORES words_or_strings { $$ = build_clause(b, CLAUSE_STORES, @1, @$); RING_OPEN($2); $$->words = $2; }
    | REGIONS words_or_strings { $$ = build_clause(b, CLAUSE_REGIONS, @1, @$); RING_OPEN($2); $$->words = $2; }
    ;

campaign_clauses
    : %empty { $$ = NULL; }
    | campaign_clauses campaign_clause { $$ = RING_ADD($1, $2); }
    | campaign_clauses error
    ;

campaign_clause
    : TYPE word { $$ = build_word_clause(b, CLAUSE_TYPE, @1, @$, $2); }
    | INITIATIVE STRING { $$ = build_word_clause(b, CLAUSE_INITIATIVE, @1, @$, $2); }
    | PERIOD range { $$ = build_value_clause(b, CLAUSE_PERIOD, @1, @$, $2); }
    | places
    | BUDGET amount { $$ = build_value_clause(b, CLAUSE_BUDGET, @1, @$, $2); }
    | BUDGET amount USES { $$ = build_value_clause(b, CLAUSE_BUDGET_USES, @1, @$, $2); }
    | HOLDOUT amount { $$ = build_value_clause(b, CLAUSE_HOLDOUT, @1, @$, $2); }
    ;

coupon_clauses
    : %empty { $$ = NULL; }
    | coupon_clauses coupon_clause { $$ = RING_ADD($1, $2); }
    | coupon_clauses error
    ;

coupon_clause
    : KIND word { $$ = build_word_clause(b, CLAUSE_KIND, @1, @$, $2); }
    | CODE STRING { $$ = build_word_clause(b, CLAUSE_CODE, @1, @$, $2); }
    | CODES STRING { $$ = build_word_clause(b, CLAUSE_CODES, @1, @$, $2); }
    | CODES STRING COUNT amount { $$ = build_word_clause(b, CLAUSE_CODES, @1, @$, $2); $$->value = $4; }
    | MINIMUM amount { $$ = build_value_clause(b, CLAUSE_MINIMUM, @1, @$, $2); }
    | VALID range { $$ = build_value_clause(b, CLAUSE_VALID, @1, @$, $2); }
    | VALID FOR duration { $$ = build_value_clause(b, CLAUSE_VALID, @1, @$, $3); }
    | ONCE { $$ = build_clause(b, CLAUSE_ONCE, @1, @$); }
    | limit
    ;

limit
    : LIMIT amount scope { $$ = build_value_clause(b, CLAUSE_LIMIT, @1, @$, $2); $$->scope = $3; }
    ;

scope
    : TOTAL { $$ = SCOPE_TOTAL; }
    | PER CUSTOMER { $$ = SCOPE_CUSTOMER; }
    | PER DAY { $$ = SCOPE_DAY; }
    | PER ORDER { $$ = SCOPE_ORDER; }
    ;

loyalty_clauses
    : %empty { $$ = NULL; }
    | loyalty_clauses loyalty_clause { $$ = RING_ADD($1, $2); }
    | loyalty_clauses error
    ;

loyalty_clause
    : EARN amount points PER amount ON base
      {
        $$ = build_value_clause(b, CLAUSE_EARN, @1, @$, $2);
        $$->second = $5;
        $$->target = NODE(b, struct target);
        *$$->target = $7;
      }
    | REDEEM amount points FOR amount { $$ = build_value_clause(b, CLAUSE_REDEEM, @1, @$, $2); $$->second = $5; }
    | EXPIRE AFTER duration { $$ = build_value_clause(b, CLAUSE_EXPIRE, @1, @$, $3); }
    | TIER word FROM amount points { $$ = build_word_clause(b, CLAUSE_TIER, @1, @$, $2); $$->value = $4; }
    ;

points: POINT | POINTS
    ;

/* ---- Promotions ---- */

promotion_clauses
    : %empty { $$ = NULL; }
    | promotion_clauses promotion_clause { $$ = RING_ADD($1, $2); }
    | promotion_clauses error
    ;

promotion_clause
    : TYPE word { $$ = build_word_clause(b, CLAUSE_TYPE, @1, @$, $2); }
    | STATUS word { $$ = build_word_clause(b, CLAUSE_STATUS, @1, @$, $2); }
    | CAMPAIGN word { $$ = build_word_clause(b, CLAUSE_CAMPAIGN, @1, @$, $2); }
    | LAYER word { $$ = build_word_clause(b, CLAUSE_LAYER, @1, @$, $2); }
    | EXCLUSIVE { $$ = build_clause(b, CLAUSE_EXCLUSIVE, @1, @$); }
    | PRIORITY amount { $$ = build_value_clause(b, CLAUSE_PRIORITY, @1, @$, $2); }
    | PERIOD range { $$ = build_value_clause(b, CLAUSE_PERIOD, @1, @$, $2); }
    | SCHEDULE schedule
      { $$ = build_clause(b, CLAUSE_SCHEDULE, @1, @$); $$->schedule = NODE(b, struct schedule); *$$->schedule = $2; }
    | places
    | PRICE_LIST word { $$ = build_word_clause(b, CLAUSE_PRICE_LIST, @1, @$, $2); }
    | AUDIENCE word { $$ = build_word_clause(b, CLAUSE_AUDIENCE, @1, @$, $2); }
    | REQUIRES COUPON word { $$ = build_word_clause(b, CLAUSE_REQUIRES, @1, @$, $3); }
    | EXCLUDES words { $$ = build_clause(b, CLAUSE_EXCLUDES, @1, @$); RING_OPEN($2); $$->words = $2; }
    | limit
    | CAP amount PER ORDER { $$ = build_value_clause(b, CLAUSE_CAP, @1, @$, $2); }
    | EVENT event { $$ = build_clause(b, CLAUSE_EVENT, @1, @$); $$->event = $2; }
    | EVENTS EXCLUSIVE { $$ = build_clause(b, CLAUSE_EVENTS, @1, @$); }
    | SEQUENCE "{" steps "}" { $$ = build_clause(b, CLAUSE_SEQUENCE, @1, @$); RING_OPEN($3); $$->steps = $3; }
    | USE word "(" arguments ")"
      {
        $$ = build_clause(b, CLAUSE_USE, @1, @$);
        $$->use = NODE(b, struct use);
        $$->use->template_name = $2;
        RING_OPEN($4);
        $$->use->arguments = $4;
      }
    ;

schedule
    : days { RING_OPEN($1); $$ = (struct schedule){$1, NULL}; }
    | days times { RING_OPEN($1); RING_OPEN($2); $$ = (struct schedule){$1, $2}; }
    | times { RING_OPEN($1); $$ = (struct schedule){NULL, $1}; }
    ;

days: day { $$ = RING_ADD(NULL, $1); }
    | days "," day { $$ = RING_ADD($1, $3); }
    ;

day : NAME { $$ = build_name(b, $1); }
    | NAME ".." NAME { $$ = build_range(b, build_name(b, $1), build_name(b, $3), @$); }
    ;

times
    : time_range { $$ = RING_ADD(NULL, $1); }
    | times "," time_range { $$ = RING_ADD($1, $3); }
    ;

time_range
    : TIME ".." TIME { $$ = build_range(b, $1, $3, @$); }
    ;

steps
    : %empty { $$ = NULL; }
    | steps step { $$ = RING_ADD($1, $2); }
    | steps error
    ;

step: NUMBER title EVENT word
      { $$ = NODE(b, struct step); $$->span = @$; $$->number = $1; $$->title = $2; $$->event = $4; }
    | step USED word
      {
        $$ = $1;
        $$->span = @$;
        build_once(b, &$$->used, $3, @2);
        $$->used_stop = text_equal($3.text, TEXT("stop"));
      }
    | step UNUSED word
      {
        $$ = $1;
        $$->span = @$;
        build_once(b, &$$->unused, $3, @2);
        $$->unused_stop = text_equal($3.text, TEXT("stop"));
      }
    ;

/* ---- Templates ---- */

parameters
    : %empty { $$ = NULL; }
    | parameter_list
    ;

parameter_list
    : parameter { $$ = RING_ADD(NULL, $1); }
    | parameter_list "," parameter { $$ = RING_ADD($1, $3); }
    ;

parameter
    : word ":" word initial
      { $$ = NODE(b, struct parameter); $$->span = @$; $$->name = $1; $$->type = $3; $$->initial = $4; }
    ;

initial
    : %empty { $$ = NULL; }
    | "=" argument_value { $$ = $2; }
    ;

arguments
    : %empty { $$ = NULL; }
    | argument_list
    ;

argument_list
    : argument { $$ = RING_ADD(NULL, $1); }
    | argument_list "," argument { $$ = RING_ADD($1, $3); }
    ;

argument
    : word "=" argument_value { $$ = NODE(b, struct argument); $$->span = @$; $$->name = $1; $$->value = $3; }
    ;

argument_value
    : literal
    | set
    ;

/* ---- Events ---- */

event
    : word title trigger "{" event_clauses "}"
      { $$ = NODE(b, struct event); $$->name = $1; $$->title = $2; $$->trigger = $3; $$->clauses = build_block(b, $5); }
    ;

trigger
    : %empty { $$ = NO_WORD; }
    | ON word { $$ = $2; }
    ;

event_clauses
    : %empty { $$ = NULL; }
    | event_clauses event_clause { $$ = RING_ADD($1, $2); }
    | event_clauses error
    ;

event_clause
    : PRIORITY amount { $$ = build_value_clause(b, CLAUSE_PRIORITY, @1, @$, $2); }
    | WHEN expr { $$ = build_value_clause(b, CLAUSE_WHEN, @1, @$, $2); }
    | BUY buy_picks { $$ = build_clause(b, CLAUSE_BUY, @1, @$); RING_OPEN($2); $$->picks = $2; }
    | EVERY pick { $$ = build_clause(b, CLAUSE_EVERY, @1, @$); $$->picks = $2; }
    | GET get_picks { $$ = build_clause(b, CLAUSE_GET, @1, @$); RING_OPEN($2); $$->picks = $2; }
    | GIVE benefit { $$ = build_benefit_clause(b, CLAUSE_GIVE, @1, @$, $2); }
    | GIVE BY measure_of "{" rows "}"
      {
        struct benefit *ladder = build_benefit(b, BENEFIT_LADDER, @$);
        ladder->measure = $3;
        RING_OPEN($5);
        ladder->rows = $5;
        $$ = build_benefit_clause(b, CLAUSE_GIVE, @1, @$, ladder);
      }
    | CHARGE amount ON target
      {
        struct benefit *charge = build_benefit(b, BENEFIT_CHARGE, @$);
        charge->value = $2;
        charge->target = $4;
        $$ = build_benefit_clause(b, CLAUSE_CHARGE, @1, @$, charge);
      }
    | limit
    ;

buy_picks
    : picks
    ;

picks
    : pick { $$ = RING_ADD(NULL, $1); }
    | picks "," pick { $$ = RING_ADD($1, $3); }
    ;

pick: amount OF set { $$ = NODE(b, struct pick); $$->span = @$; $$->count = $1; $$->items = $3; }
    | amount DIFFERENT OF set
      { $$ = NODE(b, struct pick); $$->span = @$; $$->count = $1; $$->different = true; $$->items = $4; }
    ;

get_picks
    : get_pick { $$ = RING_ADD(NULL, $1); }
    | get_picks "," get_pick { $$ = RING_ADD($1, $3); }
    ;

get_pick
    : pick
    | UP TO pick { $$ = $3; $$->up_to = true; $$->span = @$; }
    | pick NO DEARER { $$ = $1; $$->no_dearer = true; $$->span = @$; }
    | UP TO pick NO DEARER { $$ = $3; $$->up_to = $$->no_dearer = true; $$->span = @$; }
    ;

benefit
    : amount OFF target { $$ = build_benefit(b, BENEFIT_OFF, @$); $$->value = $1; $$->target = $3; }
    | target FOR amount { $$ = build_benefit(b, BENEFIT_FOR, @$); $$->target = $1; $$->value = $3; }
    | target FREE { $$ = build_benefit(b, BENEFIT_FREE, @$); $$->target = $1; }
    | GIFT count OF set_atom
      { $$ = build_benefit(b, BENEFIT_GIFT, @$); $$->count = $2; $$->target = build_target(TARGET_ITEMS, $4, @4); }
    | GIFT count OF set_atom WORTH amount
      {
        $$ = build_benefit(b, BENEFIT_GIFT, @$);
        $$->count = $2;
        $$->target = build_target(TARGET_ITEMS, $4, @4);
        $$->value = $6;
      }
    | ALLOWANCE count text OF text
      { $$ = build_benefit(b, BENEFIT_ALLOWANCE, @$); $$->count = $2; $$->unit = $3; $$->name = $5; }
    | count POINTS OF word { $$ = build_benefit(b, BENEFIT_POINTS, @$); $$->count = $1; $$->name = $4; }
    | COUPON word { $$ = build_benefit(b, BENEFIT_COUPON, @$); $$->name = $2; }
    | CERTIFICATE word WORTH amount
      { $$ = build_benefit(b, BENEFIT_CERTIFICATE, @$); $$->name = $2; $$->value = $4; }
    ;

rows: %empty { $$ = NULL; }
    | rows row { $$ = RING_ADD($1, $2); }
    | rows error
    ;

row : FROM amount gives
      { $$ = NODE(b, struct ladder_row); $$->span = @$; $$->from = $2; RING_OPEN($3); $$->benefits = $3; }
    ;

gives
    : GIVE benefit { $2->span = @$; $$ = RING_ADD(NULL, $2); }
    | gives GIVE benefit { $3->span = (struct span){@2.file, @2.start, @3.end}; $$ = RING_ADD($1, $3); }
    ;

target
    : base
    | EACH OF base { $$ = $3; $$.each = true; $$.span = @$; }
    | count OF base { $$ = $3; $$.choice = CHOICE_SOME; $$.count = $1; $$.span = @$; }
    | CHEAPEST count OF base { $$ = $4; $$.choice = CHOICE_CHEAPEST; $$.count = $2; $$.span = @$; }
    | DEAREST count OF base { $$ = $4; $$.choice = CHOICE_DEAREST; $$.count = $2; $$.span = @$; }
    ;

base: THEM { $$ = build_target(TARGET_THEM, NULL, @$); }
    | ORDER { $$ = build_target(TARGET_ORDER, NULL, @$); }
    | SHIPPING { $$ = build_target(TARGET_SHIPPING, NULL, @$); }
    | set { $$ = build_target(TARGET_ITEMS, $1, @$); }
    ;

/* ---- Values ---- */

amount
    : count
    | NUMBER CURRENCY_CODE { $$ = build_money(b, $1, $2, @$); }
    | PERCENT
    ;

count
    : NUMBER
    | plain { $$ = build_name(b, $1); }
    | AMOUNT { $$ = build_name(b, $1); }
    | QUANTITY { $$ = build_name(b, $1); }
    ;

literal
    : NUMBER
    | NUMBER CURRENCY_CODE { $$ = build_money(b, $1, $2, @$); }
    | PERCENT
    | STRING { $$ = build_text(b, $1); }
    | DATE
    | INSTANT
    | TIME
    | TRUE { $$ = build_bool(b, @$, true); }
    | FALSE { $$ = build_bool(b, @$, false); }
    ;

duration
    : NUMBER UNIT { $$ = build_duration(b, $1, $2, @$); }
    | plain { $$ = build_name(b, $1); }
    ;

range
    : bound ".." bound { $$ = build_range(b, $1, $3, @$); }
    | FROM bound { $$ = build_range(b, $2, NULL, @$); }
    ;

bound
    : DATE
    | INSTANT
    | plain { $$ = build_name(b, $1); }
    ;

/* ---- Item sets ---- */

set : set_atom
    | set OR set_atom { $$ = build_chain(b, EXPR_OR, $1, $3, @2, @$); }
    | set EXCEPT set_atom { $$ = build_chain(b, EXPR_EXCEPT, $1, $3, @2, @$); }
    ;

set_atom
    : plain { $$ = build_name(b, $1); }
    | ALL ITEMS { $$ = build_expr(b, EXPR_ALL_ITEMS, @$); }
    | selection
    | items_group
    | paren
    ;

selection
    : attribute text
      { $$ = build_select(b, $1, RING_ADD(NULL, build_word(b, $2)), @1, @$); }
    | attribute "{" strings "}" { $$ = build_select(b, $1, $3, @1, @$); }
    ;

attribute
    : SKU { $$ = ATTRIBUTE_SKU; }
    | CATEGORY { $$ = ATTRIBUTE_CATEGORY; }
    | BRAND { $$ = ATTRIBUTE_BRAND; }
    | TAG { $$ = ATTRIBUTE_TAG; }
    ;

items_group
    : ITEMS quantifier "{" criteria "}" { $$ = build_group(b, EXPR_ITEMS, $2, $4, @1, @$); }
    ;

quantifier
    : ALL { $$ = QUANTIFIER_ALL; }
    | ANY { $$ = QUANTIFIER_ANY; }
    | NONE { $$ = QUANTIFIER_NONE; }
    ;

/* ---- Criteria ---- */

criteria
    : %empty { $$ = NULL; }
    | criteria expr { $$ = RING_ADD($1, $2); }
    | criteria error { $$ = RING_ADD($1, build_expr(b, EXPR_ERROR, @2)); }
    ;

expr: and_expr
    | expr OR and_expr { $$ = build_chain(b, EXPR_OR, $1, $3, @2, @$); }
    | expr EXCEPT and_expr { $$ = build_chain(b, EXPR_EXCEPT, $1, $3, @2, @$); }
    ;

and_expr
    : not_expr
    | and_expr AND not_expr { $$ = build_chain(b, EXPR_AND, $1, $3, @2, @$); }
    ;

not_expr
    : predicate
    | NOT not_expr { $$ = build_unary(b, EXPR_NOT, $2, @1, @$); }
    ;

predicate
    : operand
    | subject comparison rhs { $$ = build_binary(b, EXPR_COMPARE, $1, $3, @2, @$); $$->compare = $2; }
    | subject IN in_rhs { $$ = build_binary(b, EXPR_IN, $1, $3, @2, @$); }
    | subject IS MISSING { $$ = build_unary(b, EXPR_MISSING, $1, @2, @$); }
    | subject IS TODAY { $$ = build_unary(b, EXPR_TODAY, $1, @2, @$); }
    | subject WITHIN duration { $$ = build_binary(b, EXPR_WITHIN, $1, $3, @2, @$); }
    ;

/* `sku "A"` holds by itself; `sku` alone is a text, to compare. */
subject
    : operand
    | SKU { $$ = build_name(b, $1); }
    | CATEGORY { $$ = build_name(b, $1); }
    | BRAND { $$ = build_name(b, $1); }
    | TAG { $$ = build_name(b, $1); }
    ;

comparison
    : "==" { $$ = COMPARE_EQUAL; }
    | "!=" { $$ = COMPARE_UNEQUAL; }
    | "<" { $$ = COMPARE_LESS; }
    | "<=" { $$ = COMPARE_AT_MOST; }
    | ">" { $$ = COMPARE_MORE; }
    | ">=" { $$ = COMPARE_AT_LEAST; }
    ;

operand
    : path
    | measure_of
    | POINTS OF word { $$ = build_program(b, PROGRAM_POINTS, $3, @1, @$); }
    | TIER OF word { $$ = build_program(b, PROGRAM_TIER, $3, @1, @$); }
    | SEGMENT text { $$ = build_fact(b, EXPR_SEGMENT, $2, @1, @$); }
    | AUDIENCE word { $$ = build_fact(b, EXPR_AUDIENCE, $2, @1, @$); }
    | COUPON word { $$ = build_fact(b, EXPR_COUPON, $2, @1, @$); }
    | ALL ITEMS { $$ = build_expr(b, EXPR_ALL_ITEMS, @$); }
    | selection
    | items_group
    | group
    | paren
    ;

paren
    : "(" expr ")" { $$ = $2; $$->parenthesised = true; $$->span = @$; }
    ;

group
    : quantifier "{" criteria "}" { $$ = build_group(b, EXPR_GROUP, $1, $3, @1, @$); }
    | GROUP word quantifier "{" criteria "}" { $$ = build_group(b, EXPR_GROUP, $3, $5, @3, @$); $$->word = $2; }
    ;

measure_of
    : measure { $$ = build_measure(b, $1, NULL, @1, @$); }
    | measure OF set_atom { $$ = build_measure(b, $1, $3, @1, @$); }
    | LINES OF set_atom { $$ = build_measure(b, MEASURE_LINES, $3, @1, @$); }
    ;

measure
    : QUANTITY { $$ = MEASURE_QUANTITY; }
    | AMOUNT { $$ = MEASURE_AMOUNT; }
    ;

path: plain { $$ = build_name(b, $1); }
    | ORDER { $$ = build_name(b, $1); }
    | path "." word { $$ = build_path(b, $1, $3); }
    ;

rhs : literal
    | measure_of
    | POINTS OF word { $$ = build_program(b, PROGRAM_POINTS, $3, @1, @$); }
    | TIER OF word { $$ = build_program(b, PROGRAM_TIER, $3, @1, @$); }
    | plain { $$ = build_name(b, $1); }
    | rhs_word { $$ = build_name(b, $1); }
    | rhs "." word { $$ = build_path(b, $1, $3); }
    ;

in_rhs
    : "{" list "}" { $$ = build_list(b, $2, @$); }
    | list_item ".." list_item { $$ = build_range(b, $1, $3, @$); }
    ;

list: list_item { $$ = RING_ADD(NULL, $1); }
    | list "," list_item { $$ = RING_ADD($1, $3); }
    ;

list_item
    : literal
    | word { $$ = build_name(b, $1); }
    ;

/* ---- Tests ---- */

test_items
    : %empty { $$ = NULL; }
    | test_items test_item { $$ = RING_ADD($1, $2); }
    | test_items error
    ;

test_item
    : BASKET "{" basket_items "}" { $$ = build_clause(b, CLAUSE_BASKET, @1, @$); $$->clauses = build_block(b, $3); }
    | EXPECT expectation { $$ = $2; $$->keyword = @1; $$->span = @$; }
    ;

basket_items
    : %empty { $$ = NULL; }
    | basket_items basket_item { $$ = RING_ADD($1, $2); }
    | basket_items error
    ;

basket_item
    : AT instant { $$ = build_value_clause(b, CLAUSE_BASKET_AT, @1, @$, $2); }
    | TRIGGER word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_TRIGGER, @1, @$, $2); }
    | CHANNEL word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_CHANNEL, @1, @$, $2); }
    | STORE word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_STORE, @1, @$, $2); }
    | REGION word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_REGION, @1, @$, $2); }
    | PRICE_LIST word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_PRICE_LIST, @1, @$, $2); }
    | PAYMENT word_or_string { $$ = build_word_clause(b, CLAUSE_BASKET_PAYMENT, @1, @$, $2); }
    | CUSTOMER STRING { $$ = build_word_clause(b, CLAUSE_BASKET_CUSTOMER, @1, @$, $2); }
    | CUSTOMER title "{" fields "}"
      { $$ = build_word_clause(b, CLAUSE_BASKET_CUSTOMER, @1, @$, $2); RING_OPEN($4); $$->fields = $4; }
    | ORDER "{" fields "}" { $$ = build_clause(b, CLAUSE_BASKET_ORDER, @1, @$); RING_OPEN($3); $$->fields = $3; }
    | LINE NUMBER OF STRING line_properties AT amount
      {
        $$ = build_clause(b, CLAUSE_BASKET_LINE, @1, @$);
        $$->line = $5;
        $$->line->count = $2;
        $$->line->sku = $4;
        $$->line->price = $7;
      }
    | SHIPPING amount { $$ = build_value_clause(b, CLAUSE_BASKET_SHIPPING, @1, @$, $2); }
    | SHIPPING STRING amount
      { $$ = build_word_clause(b, CLAUSE_BASKET_SHIPPING, @1, @$, $2); $$->value = $3; }
    | COUPON STRING { $$ = build_word_clause(b, CLAUSE_BASKET_COUPON, @1, @$, $2); }
    | REDEEM amount points OF word
      { $$ = build_word_clause(b, CLAUSE_BASKET_REDEEM, @1, @$, $5); $$->value = $2; }
    | STATE "{" state_items "}" { $$ = build_clause(b, CLAUSE_BASKET_STATE, @1, @$); $$->clauses = build_block(b, $3); }
    ;

instant
    : INSTANT
    | DATE
    ;

line_properties
    : %empty { $$ = NODE(b, struct line); }
    | line_properties CATEGORY strings { RING_OPEN($3); $$ = build_line_words(b, $1, &$1->categories, @2, $3); }
    | line_properties TAG strings { RING_OPEN($3); $$ = build_line_words(b, $1, &$1->tags, @2, $3); }
    | line_properties BRAND STRING { $$ = $1; build_once(b, &$$->brand, $3, @2); }
    | line_properties LIST_PRICE amount { $$ = build_line_value(b, $1, &$1->list_price, @2, $3); }
    | line_properties COST amount { $$ = build_line_value(b, $1, &$1->cost, @2, $3); }
    | line_properties MIN_PRICE amount { $$ = build_line_value(b, $1, &$1->min_price, @2, $3); }
    | line_properties MEASURE amount { $$ = build_line_value(b, $1, &$1->measure, @2, $3); }
    | line_properties STORED_VALUE { $$ = $1; $$->stored_value = true; }
    | line_properties "{" fields "}" { RING_OPEN($3); $$ = build_line_fields(b, $1, @2, $3); }
    ;

fields
    : %empty { $$ = NULL; }
    | fields field_name field_value
      {
        struct field *field = NODE(b, struct field);
        field->span = (struct span){@2.file, @2.start, @3.end};
        field->name = $2;
        field->value = $3;
        $$ = RING_ADD($1, field);
      }
    | fields error
    ;

field_name
    : word
    | UNIT
    ;

field_value
    : literal
    | word { $$ = build_name(b, $1); }
    | "{" "}" { $$ = build_list(b, NULL, @$); }
    | "{" list "}" { $$ = build_list(b, $2, @$); }
    ;

state_items
    : %empty { $$ = NULL; }
    | state_items state_item { $$ = RING_ADD($1, $2); }
    | state_items ISSUED instant { $$ = $1; build_code_value(b, $1, CODE_ISSUED, @2, $3); }
    | state_items USES NUMBER { $$ = $1; build_code_value(b, $1, CODE_USES, @2, $3); }
    | state_items BALANCE amount { $$ = $1; build_code_value(b, $1, CODE_BALANCE, @2, $3); }
    | state_items REVOKED { $$ = $1; build_code_value(b, $1, CODE_REVOKED, @2, NULL); }
    | state_items error
    ;

state_item
    : AUDIENCE word { $$ = build_word_clause(b, CLAUSE_STATE_AUDIENCE, @1, @$, $2); }
    | POINTS OF word amount { $$ = build_word_clause(b, CLAUSE_STATE_POINTS, @1, @$, $3); $$->value = $4; }
    | EARNED amount OF word { $$ = build_word_clause(b, CLAUSE_STATE_EARNED, @1, @$, $4); $$->value = $2; }
    | TIER OF word word { $$ = build_word_clause(b, CLAUSE_STATE_TIER, @1, @$, $3); $$->second_word = $4; }
    | USES OF used_up word amount state_scope
      { $$ = build_word_clause(b, $3, @1, @$, $4); $$->value = $5; $$->scope = $6; }
    | SPENT OF CAMPAIGN word amount
      { $$ = build_word_clause(b, CLAUSE_STATE_CAMPAIGN_SPENT, @1, @$, $4); $$->value = $5; }
    | CODE STRING OF COUPON word
      {
        $$ = build_clause(b, CLAUSE_STATE_CODE, @1, @$);
        $$->code = NODE(b, struct state_code);
        $$->code->code = $2;
        $$->code->coupon = $5;
      }
    ;

used_up
    : COUPON { $$ = CLAUSE_STATE_COUPON_USES; }
    | PROMOTION { $$ = CLAUSE_STATE_PROMOTION_USES; }
    | CAMPAIGN { $$ = CLAUSE_STATE_CAMPAIGN_USES; }
    ;

state_scope
    : %empty { $$ = SCOPE_TOTAL; }
    | scope
    ;

expectation
    : TOTAL amount { $$ = build_value_clause(b, CLAUSE_EXPECT_TOTAL, @1, @$, $2); }
    | DISCOUNT amount BY promotion_name
      { $$ = $4; $$->kind = CLAUSE_EXPECT_DISCOUNT; $$->value = $2; }
    | NONE BY promotion_name { $$ = $3; $$->kind = CLAUSE_EXPECT_NONE; }
    | GIFT amount OF STRING { $$ = build_word_clause(b, CLAUSE_EXPECT_GIFT, @1, @$, $4); $$->value = $2; }
    | POINTS amount OF word { $$ = build_word_clause(b, CLAUSE_EXPECT_POINTS, @1, @$, $4); $$->value = $2; }
    | ALLOWANCE amount STRING { $$ = build_word_clause(b, CLAUSE_EXPECT_ALLOWANCE, @1, @$, $3); $$->value = $2; }
    | ISSUED word { $$ = build_word_clause(b, CLAUSE_EXPECT_ISSUED, @1, @$, $2); }
    | CHARGE amount BY promotion_name { $$ = $4; $$->kind = CLAUSE_EXPECT_CHARGE; $$->value = $2; }
    | HINT FOR promotion_name { $$ = $3; $$->kind = CLAUSE_EXPECT_HINT; }
    | LINE STRING TOTAL amount { $$ = build_word_clause(b, CLAUSE_EXPECT_LINE, @1, @$, $2); $$->value = $4; }
    | REJECTED COUPON STRING { $$ = build_word_clause(b, CLAUSE_EXPECT_REJECTED, @1, @$, $3); }
    ;

promotion_name
    : word { $$ = build_word_clause(b, CLAUSE_EXPECT_NONE, @1, @$, $1); }
    | word "." word { $$ = build_word_clause(b, CLAUSE_EXPECT_NONE, @1, @$, $1); $$->second_word = $3; }
    ;

/* ---- Words ---- */

title
    : %empty { $$ = NO_WORD; }
    | STRING
    ;

strings
    : STRING { $$ = RING_ADD(NULL, build_word(b, $1)); }
    | strings "," STRING { $$ = RING_ADD($1, build_word(b, $3)); }
    ;

words
    : word { $$ = RING_ADD(NULL, build_word(b, $1)); }
    | words "," word { $$ = RING_ADD($1, build_word(b, $3)); }
    ;

words_or_strings
    : word_or_string { $$ = RING_ADD(NULL, build_word(b, $1)); }
    | words_or_strings "," word_or_string { $$ = RING_ADD($1, build_word(b, $3)); }
    ;

word_or_string
    : word
    | STRING
    ;

/* A string, or a template's parameter that is one. */
text: STRING
    | plain
    ;

/* Any word but true and false. */
word: layer_word
    | ON | BEST | STACK
    ;

layer_word
    : plain_layer_word
    | rhs_word
    | other_word
    ;

/* Facts of the order, and words that begin nothing where values, item sets and criteria may stand. */
plain
    : plain_layer_word
    | BEST | STACK
    ;

plain_layer_word
    : NAME | AFTER | BALANCE | BASKET | BUDGET | CHANNEL | CODE | CODES | COST | COUNT | CURRENCY
    | CUSTOMER | DAY | DEARER | DIFFERENT | DISCOUNT | EARN | EARNED | ENUM | EXPECT | EXPIRE | FLOOR | HINT
    | HOLDOUT | INITIATIVE | ISSUED | KIND | LINE | LIST_PRICE | MEASURE | MINIMUM | MIN_PRICE | MISSING | NO
    | ONCE | PAYMENT | POINT | REDEEM | REGION | REJECTED | REVOKED | ROUNDING | SPENT | STATE | STORE
    | STORED_VALUE | TIMEZONE | TO | TODAY | TOTAL | TRIGGER | UNUSED | USED | USES | VALID | WORTH
    ;

/* Words that begin an item set or a benefit: names only after an operator. */
rhs_word
    : ORDER | SHIPPING | FREE | GIFT | EACH | THEM | CHEAPEST | DEAREST | ALLOWANCE | CERTIFICATE | SKU
    | CATEGORY | BRAND | TAG | ITEMS | ALL | ANY | NONE | GROUP | SEGMENT | AUDIENCE | COUPON | LINES | POINTS
    | TIER | OFF | UP | PER
    ;

/* Words that begin clauses and declarations: names only where nothing else can come. */
other_word
    : AMOUNT | AND | AT | BUY | BY | CAMPAIGN | CAP | CHANNELS | CHARGE | EVENT | EVENTS | EVERY | EXCEPT
    | EXCLUDES | EXCLUSIVE | FOR | FROM | GET | GIVE | IMPORT | IN | IS | LAYER | LAYERS | LET | LIMIT | LOYALTY
    | NOT | OF | OR | PERIOD | PRICE_LIST | PRIORITY | PROFILE | PROMOTION | QUANTITY | REGIONS | REQUIRES
    | SCHEDULE | SEQUENCE | SETTINGS | STATUS | STORES | TEMPLATE | TEST | TYPE | USE | WHEN | WITHIN
    ;

%%

#include "lang/automaton.inc"

/* The words of the instance format, in the order of best.h's enumerators: one list for writer and reader. */
#ifndef VM_BEST_WORDS_H
#define VM_BEST_WORDS_H

static const char *const BEST_FORM_WORDS[] = {"percent", "off_each", "price_each", "off_spread", "price_sum", "award"};
static const char *const BEST_SCOPE_WORDS[] = {"set", "them", "order", "shipping", "nothing"};
static const char *const BEST_SELECT_WORDS[] = {"all", "any", "cheapest", "dearest"};

#define BEST_WORD_COUNT(words) (sizeof(words) / sizeof *(words))

#endif

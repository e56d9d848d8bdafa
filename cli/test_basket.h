/* The basket of a test in the sources, handed to a session through <promo/vm.h>. */
#ifndef CLI_TEST_BASKET_H
#define CLI_TEST_BASKET_H

#include "compiler/tests.h"

/* As the setters answer; the session is ready to be priced. */
promo_status test_basket_fill(promo_session *session, const struct test_basket *basket);

#endif

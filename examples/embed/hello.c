/* The smallest program that prices a basket with a compiled rule set:
 *
 *     promo compile spring.promo -o spring.promoc
 *     cc hello.c $(pkg-config --cflags --libs promo-vm) -o hello && ./hello spring.promoc */
#include <promo/vm.h>

#include <stdio.h>

int main(int count, char **words)
{
    promo_image *image;
    promo_session *session;
    const promo_result *result;
    if (promo_image_open(&image, count > 1 ? words[1] : "spring.promoc", NULL) != PROMO_OK)
        return fprintf(stderr, "%s\n", promo_last_error()), 1;
    if (promo_session_new(&session, image, NULL) != PROMO_OK)
        return fprintf(stderr, "%s\n", promo_last_error()), promo_image_free(image), 1;
    promo_session_at(session, 1774951200); /* seconds since 1970, UTC */
    promo_session_line(session, &(promo_line){.sku = "PHONE", .category = "device", .quantity = 1, .price = 40000});
    promo_status status = promo_session_price(session, &result);
    if (status == PROMO_OK)
        printf("%lld minor units\n", (long long)promo_result_total(result));
    else
        fprintf(stderr, "%s\n", promo_last_error());
    promo_session_free(session);
    promo_image_free(image);
    return status == PROMO_OK ? 0 : 1;
}

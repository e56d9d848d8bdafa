/* Local clock time to instants, by the transitions in the image. Called for schedules and for how long codes are valid. */
#ifndef VM_LOCAL_H
#define VM_LOCAL_H

#include "vm/loader.h"

/* The instant of a local time (seconds since 1970-01-01T00:00 on the local clock). A time that the clocks skip is the first
 * instant after the gap; one that they show twice is the earlier instant, or the later where something ends. */
int64_t local_instant(const struct image_view *image, int64_t local, bool ends);

#endif

/* An image without the lines that its promotions and events stand on, to compare rule sets that differ in layout only. */
#ifndef TESTS_FORMAT_LINES_H
#define TESTS_FORMAT_LINES_H

/* Of an image just compiled; it is no sound image any more. */
void image_forget_lines(void *image);

#endif

/* The records of each section of an image as lines of text. The image is verified. */
#ifndef CLI_DUMP_PARTS_H
#define CLI_DUMP_PARTS_H

#include "base/text.h"
#include "vm/image.h"

void dump_section(struct buffer *out, const struct image_view *image, enum image_section section);

/* A piece of code, an instruction a line, each begun with `indent` spaces. */
void dump_code(struct buffer *out, const struct image_view *image, struct span code, size_t indent);

#endif

#include "tests/format/lines.h"

#include "vm/image.h"

#include <string.h>

static void forget(unsigned char *image, struct image_section_entry section, size_t record, size_t line)
{
    for (uint64_t i = 0; i < section.count; i++)
        memset(image + section.offset + i * record + line, 0, sizeof(uint32_t));
}

void image_forget_lines(void *image)
{
    struct image_header *header = image;
    header->hash = 0;
    forget(image, header->sections[SECTION_PROMOTIONS], sizeof(struct image_promotion),
           offsetof(struct image_promotion, line));
    forget(image, header->sections[SECTION_EVENTS], sizeof(struct image_event), offsetof(struct image_event, line));
}

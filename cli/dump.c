/* promo dump: an image as text: its sections, records, constants and code. */
#include "cli/commands.h"
#include "cli/dump_parts.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "vm/loader.h"

enum { DUMP_SECTION, DUMP_FORMAT };

#define SECTION_NAME(name, type) #name,
static const char *const SECTION_NAMES[] = {IMAGE_SECTIONS(SECTION_NAME)};
#undef SECTION_NAME

#define SECTION_SIZE(name, type) sizeof(type),
static const size_t RECORD_SIZES[] = {IMAGE_SECTIONS(SECTION_SIZE)};
#undef SECTION_SIZE

static const struct option DUMP_OPTIONS[] = {
    [DUMP_SECTION] = {"section", '\0', OPTION_TEXT, "NAME", "only this section: promotions, events, code, ...", 0, 0},
    [DUMP_FORMAT] = FORMAT_OPTION,
};

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++)
        if ((*a | 0x20) != (*b | 0x20))
            return false;
    return *a == *b;
}

/* SECTION_COUNT where there is none of that name. */
static enum image_section find_section(const char *name)
{
    for (int i = 0; i < SECTION_COUNT; i++)
        if (same_name(SECTION_NAMES[i], name))
            return (enum image_section)i;
    return SECTION_COUNT;
}

static void print_header(struct buffer *out, const struct image_view *image)
{
    const struct image_header *header = image->header;
    buffer_format(out, "image version %u, %llu bytes, hash %016llx\n\n", header->version, (unsigned long long)header->size,
                  (unsigned long long)header->hash);
    buffer_format(out, "%-16s%10s%12s%12s\n", "section", "records", "bytes", "at");
    for (int i = 0; i < SECTION_COUNT; i++)
        buffer_format(out, "%-16s%10llu%12llu%12llu\n", SECTION_NAMES[i], (unsigned long long)header->sections[i].count,
                      (unsigned long long)(header->sections[i].count * RECORD_SIZES[i]),
                      (unsigned long long)header->sections[i].offset);
}

static void print_image(struct buffer *out, const struct image_view *image, enum image_section only)
{
    if (only == SECTION_COUNT)
        print_header(out, image);
    for (int i = 0; i < SECTION_COUNT; i++)
        if ((only == SECTION_COUNT && image->header->sections[i].count != 0) || (int)only == i) {
            buffer_format(out, "\n%s\n", SECTION_NAMES[i]);
            dump_section(out, image, (enum image_section)i);
        }
}

static enum exit_code dump(const struct invocation *invocation)
{
    const struct option_value *section = &invocation->values[DUMP_SECTION];
    enum image_section only = section->given ? find_section(section->text) : SECTION_COUNT;
    if (section->given && only == SECTION_COUNT) {
        complain("no section `%s` in an image; `promo dump` lists them", section->text);
        return EXIT_CANNOT;
    }
    struct rules rules;
    struct buffer out;
    enum exit_code code = rules_open(&rules, invocation->operands, invocation->operand_count,
                                     (promo_format)invocation->values[DUMP_FORMAT].number);
    buffer_init(&out, NULL);
    if (code == EXIT_FINE) {
        print_image(&out, &rules.image->view, only);
        if (out.failed)
            complain("no memory left");
        if (out.failed || terminal_write((struct text){out.bytes, out.length}) != PROMO_OK)
            code = EXIT_CANNOT;
    }
    buffer_done(&out);
    rules_close(&rules);
    return code;
}

const struct command DUMP_COMMAND = {
    .name = "dump",
    .operands = "RULES",
    .summary = "an image as text: sections, constants, code",
    .details = "RULES is an image, or rule files and directories of them.",
    .examples = "# everything that is in an image\n"
                "promo dump rules.promoc\n"
                "# the code of rule files\n"
                "promo dump rules/ --section code",
    OPTIONS_OF(DUMP_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = dump,
};

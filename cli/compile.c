/* promo compile: rule files to one image. */
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "compiler/compilation.h"

#include <sys/stat.h>

enum { COMPILE_OUTPUT, COMPILE_FORMAT };

static const struct option COMPILE_OPTIONS[] = {
    [COMPILE_OUTPUT] = {"output", 'o', OPTION_TEXT, "FILE", "the image to write", 0, 0},
    [COMPILE_FORMAT] = FORMAT_OPTION,
};

/* Whether the image would be written over what it is made of. */
static bool is_source(const struct rules *rules, const char *output)
{
    struct stat written, read;
    if (stat(output, &written) != 0 || !S_ISREG(written.st_mode))
        return false;
    const struct sources *sources = &rules->compiler->sources;
    for (uint32_t i = 0; i < sources->files.count; i++)
        if (stat(sources_get(sources, i)->path.bytes, &read) == 0 && read.st_dev == written.st_dev && read.st_ino == written.st_ino)
            return true;
    return false;
}

static enum exit_code compile(const struct invocation *invocation)
{
    const char *output = invocation->values[COMPILE_OUTPUT].text;
    struct rules rules;
    if (output == NULL) {
        complain("where to? give -o FILE");
        return EXIT_CANNOT;
    }
    if (path_names_source(output)) {
        complain("%s: a rule file by its name; give the image another, such as rules.promoc", output);
        return EXIT_CANNOT;
    }
    enum exit_code code = rules_open(&rules, invocation->operands, invocation->operand_count,
                                     (promo_format)invocation->values[COMPILE_FORMAT].number);
    if (code == EXIT_FINE && rules.compiler == NULL) {
        complain("%s: already an image", file_shown(invocation->operands[0]));
        code = EXIT_CANNOT;
    }
    if (code == EXIT_FINE && is_source(&rules, output)) {
        complain("%s: one of the sources; give the image another name, such as rules.promoc", output);
        code = EXIT_CANNOT;
    }
    if (code == EXIT_FINE && !file_replace(output, (struct text){rules.bytes, rules.size}))
        code = EXIT_CANNOT;
    rules_close(&rules);
    return code;
}

const struct command COMPILE_COMMAND = {
    .name = "compile",
    .operands = "FILES -o IMAGE",
    .summary = "one image from rule files",
    .details = "FILES are rule files and directories of them; all together are one rule set.\n"
               "The same sources give the same bytes. An image that cannot be made leaves the old file as it is.",
    .examples = "# one image of a folder of rule files\n"
                "promo compile rules/ -o rules.promoc",
    OPTIONS_OF(COMPILE_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = compile,
};

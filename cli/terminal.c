#include "cli/terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;
static int output_error; /* errno of the first write that failed */

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("promo: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void complain_of(const char *what, promo_status status)
{
    const char *why = promo_last_error();
    if (strstr(why, what) != NULL)
        complain("%s", why);
    else
        complain("%s: %s", what, why[0] == '\0' ? promo_status_text(status) : why);
}

void terminal_choose_color(const char *choice)
{
    color = choice == NULL || strcmp(choice, "auto") == 0 ? COLOR_AUTO
            : strcmp(choice, "always") == 0               ? COLOR_ALWAYS
                                                          : COLOR_NEVER;
}

static bool colored(int file)
{
    const char *refused = getenv("NO_COLOR");
    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    return (refused == NULL || refused[0] == '\0') && isatty(file);
}

bool terminal_colored(void)
{
    return colored(STDERR_FILENO);
}

bool terminal_output_colored(void)
{
    return colored(STDOUT_FILENO);
}

bool terminal_watched(void)
{
    return isatty(STDERR_FILENO);
}

bool terminal_output_watched(void)
{
    return isatty(STDOUT_FILENO);
}

static promo_status output_failed(void)
{
    if (output_error == 0)
        output_error = errno == 0 ? EIO : errno;
    return error_set(PROMO_IO, "standard output: %s", strerror(output_error));
}

promo_status terminal_write(struct text text)
{
    if (text.length == 0)
        return PROMO_OK;
    if (output_error != 0 || fwrite(text.bytes, 1, text.length, stdout) != text.length)
        return output_failed();
    return PROMO_OK;
}

promo_status terminal_flush(void)
{
    return fflush(stdout) != 0 || ferror(stdout) ? output_failed() : PROMO_OK;
}

bool terminal_abandoned(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO};
    return poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

bool terminal_failed(void)
{
    return output_error != 0;
}

bool terminal_finish(void)
{
    terminal_flush();
    if (output_error != 0 && output_error != EPIPE)
        complain("standard output: %s", strerror(output_error));
    return output_error == 0;
}

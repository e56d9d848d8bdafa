#include "cli/lsp_frames.h"

#include <string.h>
#include <strings.h>

void frames_init(struct frames *frames)
{
    *frames = (struct frames){0};
    buffer_init(&frames->input, NULL);
}

void frames_done(struct frames *frames)
{
    buffer_done(&frames->input);
}

static size_t left(const struct frames *frames)
{
    return frames->input.length - frames->taken;
}

static const char *front(const struct frames *frames)
{
    return frames->input.bytes + frames->taken;
}

/* What was used up goes before more is kept. */
static void compact(struct frames *frames)
{
    if (frames->taken == 0)
        return;
    memmove(frames->input.bytes, front(frames), left(frames));
    frames->input.length -= frames->taken;
    frames->taken = 0;
}

bool frames_feed(struct frames *frames, const char *bytes, size_t size)
{
    size_t passed = size < frames->passing ? size : (size_t)frames->passing;
    frames->passing -= passed;
    compact(frames);
    buffer_write(&frames->input, bytes + passed, size - passed);
    return !frames->input.failed;
}

/* Where the empty line ends, or 0; lines end in \n, with or without \r. */
static size_t header_end(const char *bytes, size_t size)
{
    size_t line = 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n')
            continue;
        size_t length = i - line - (i > line && bytes[i - 1] == '\r');
        if (length == 0)
            return i + 1;
        line = i + 1;
    }
    return 0;
}

/* False: no length among the lines. */
static bool read_length(const char *bytes, size_t size, uint64_t *length)
{
    static const char NAME[] = "content-length:";
    bool found = false;
    for (size_t at = 0; at < size;) {
        const char *line = bytes + at, *end = memchr(line, '\n', size - at);
        size_t i = sizeof NAME - 1, line_length = end == NULL ? size - at : (size_t)(end - line);
        at += line_length + 1;
        if (line_length <= i || strncasecmp(line, NAME, i) != 0)
            continue;
        while (i < line_length && (line[i] == ' ' || line[i] == '\t'))
            i++;
        *length = 0;
        size_t digits = i;
        for (; i < line_length && line[i] >= '0' && line[i] <= '9' && *length < UINT64_MAX / 20; i++)
            *length = *length * 10 + (uint64_t)(line[i] - '0');
        while (i < line_length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r'))
            i++;
        found = i == line_length && i > digits;
    }
    return found;
}

static enum frames_answer refuse_body(struct frames *frames, uint64_t length, const char **why)
{
    size_t here = left(frames) < length ? left(frames) : (size_t)length;
    frames->taken += here;
    frames->passing = length - here;
    *why = "a message of more than 256 MiB is not read";
    return FRAMES_REFUSED;
}

static enum frames_answer read_header(struct frames *frames, const char **why)
{
    size_t end = left(frames) == 0 ? 0 : header_end(front(frames), left(frames));
    if (end == 0 && left(frames) <= FRAMES_LONGEST_HEADER)
        return FRAMES_MORE;
    uint64_t length = 0;
    bool told = end != 0 && read_length(front(frames), end, &length);
    frames->taken += end == 0 ? left(frames) : end;
    if (!told) {
        *why = "no Content-Length stands before a message";
        return FRAMES_REFUSED;
    }
    if (length > FRAMES_LARGEST)
        return refuse_body(frames, length, why);
    frames->headed = true;
    frames->body = (size_t)length;
    return FRAMES_MESSAGE;
}

enum frames_answer frames_next(struct frames *frames, struct text *body, const char **why)
{
    if (!frames->headed) {
        enum frames_answer answer = read_header(frames, why);
        if (answer != FRAMES_MESSAGE)
            return answer;
    }
    if (left(frames) < frames->body)
        return FRAMES_MORE;
    *body = (struct text){frames->body == 0 ? "" : front(frames), frames->body};
    frames->taken += frames->body;
    frames->headed = false;
    return FRAMES_MESSAGE;
}

#include "base/codes.h"

size_t code_normal(struct text code, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.bytes[i];
        if (byte == '-')
            continue;
        if (byte >= 'a' && byte <= 'z')
            byte = (char)(byte - 'a' + 'A');
        if (byte == 'O')
            byte = '0';
        else if (byte == 'I' || byte == 'L')
            byte = '1';
        out[length++] = byte;
    }
    return length;
}

enum { BITS_EACH = 5, BITS_MOST = 60 };

int code_random_characters(struct text pattern)
{
    int count = 0;
    for (size_t i = 0; i < pattern.length; i++)
        count += pattern.bytes[i] == '#';
    return count == 0 ? 0 : count - 1;
}

int64_t code_space(int random)
{
    return random * BITS_EACH <= BITS_MOST ? (int64_t)1 << random * BITS_EACH : INT64_MAX;
}

int code_random_wanted(int random, int64_t count, int64_t odds)
{
    while (code_space(random) / count < odds && code_space(random) != INT64_MAX)
        random++;
    return random;
}

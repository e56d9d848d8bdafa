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

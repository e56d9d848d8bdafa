/* Runs a fuzz target on the files named: the corpus as a test, with any compiler. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t size = 0, capacity = 1 << 12;
    uint8_t *data = malloc(capacity);
    for (size_t got = 1; data != NULL && got != 0;) {
        got = fread(data + size, 1, capacity - size, file);
        size += got;
        if (size == capacity) {
            uint8_t *larger = realloc(data, capacity *= 2);
            if (larger == NULL)
                free(data);
            data = larger;
        }
    }
    fclose(file);
    uint8_t *exact = data == NULL ? NULL : malloc(size == 0 ? 1 : size);
    if (exact == NULL) {
        free(data);
        fprintf(stderr, "%s: no memory left\n", path);
        return 1;
    }
    for (size_t i = 0; i < size; i++)
        exact[i] = data[i];
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int count, char **paths)
{
    int failed = 0;
    for (int i = 1; i < count; i++)
        failed |= run(paths[i]);
    return failed;
}

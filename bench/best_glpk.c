#include "bench/best_glpk.h"

#include "bench/best_clock.h"
#include "vm/best_lp.h"

#include <glpk.h>
#include <stdlib.h>
#include <unistd.h>

/* Programs that take less than so many microseconds are solved again, and the best time counts. */
enum { REPEATS = 3, QUICK = 5000 };

/* GLPK reads files only. */
static bool read_program(glp_prob *program, const struct buffer *text)
{
    char name[] = "/tmp/best_glpk_XXXXXX";
    int file = mkstemp(name);
    bool written = file >= 0 && write(file, text->bytes, text->length) == (ssize_t)text->length;
    if (file >= 0)
        close(file);
    bool read = written && glp_read_lp(program, NULL, name) == 0;
    if (file >= 0)
        unlink(name);
    return read;
}

static enum glpk_end solve(glp_prob *program, int seconds, double *value, double *time)
{
    glp_iocp options;
    glp_init_iocp(&options);
    options.presolve = GLP_ON;
    options.msg_lev = GLP_MSG_OFF;
    options.tm_lim = seconds * 1000;
    int result = 0;
    for (int i = 0; i < REPEATS && (i == 0 || *time < QUICK); i++) {
        double start = clock_start();
        result = glp_intopt(program, &options);
        double took = clock_since(start);
        *time = i == 0 || took < *time ? took : *time;
    }
    *value = result == 0 ? glp_mip_obj_val(program) : 0;
    if (result == GLP_ENOPFS || result == GLP_ENODFS || (result == 0 && glp_mip_status(program) == GLP_NOFEAS))
        return GLPK_INFEASIBLE;
    return result == 0 && glp_mip_status(program) == GLP_OPT ? GLPK_OPTIMAL : GLPK_GAVE_UP;
}

enum glpk_end glpk_solve(const struct best_problem *problem, int64_t most_columns, int seconds, double *value, double *time)
{
    struct buffer text;
    buffer_init(&text, &ALLOC_DEFAULT);
    glp_term_out(GLP_OFF);
    enum glpk_end end = GLPK_TOO_LARGE;
    if (best_lp_write(&text, problem, NULL, most_columns) == PROMO_OK) {
        glp_prob *program = glp_create_prob();
        end = read_program(program, &text) ? solve(program, seconds, value, time) : GLPK_GAVE_UP;
        glp_delete_prob(program);
    }
    buffer_done(&text);
    return end;
}

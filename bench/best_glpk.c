#include "bench/best_glpk.h"

#include "bench/best_clock.h"
#include "vm/best_lp.h"

#include <glpk.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* Programs that take less than so many microseconds are solved again, and the best time counts. */
enum { REPEATS = 3, QUICK = 5000 };

/* What GLPK may take for equal, as a part of it: of a million units not one. */
static const double CLOSE = 1e-9;

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

/* What is taken of a variable, whole where it has to be. */
static double level_of(glp_prob *program, int column)
{
    double level = glp_mip_col_val(program, column);
    return glp_get_col_kind(program, column) == GLP_CV ? level : (double)(int64_t)(level + 0.5);
}

/* Whether what GLPK found is a solution: it takes 0.99999 for 1, and lets rows be exceeded by a small part of what they hold,
 * which are units where there are millions of them. */
static bool is_sound(glp_prob *program)
{
    size_t columns = (size_t)glp_get_num_cols(program);
    int rows = glp_get_num_rows(program), *places = calloc(columns + 1, sizeof *places);
    double *factors = calloc(columns + 1, sizeof *factors);
    bool sound = places != NULL && factors != NULL;
    for (int row = 1; row <= rows && sound; row++) {
        double sum = 0, size = 0;
        for (int i = glp_get_mat_row(program, row, places, factors); i > 0; i--) {
            double term = factors[i] * level_of(program, places[i]);
            sum += term;
            size += term < 0 ? -term : term;
        }
        double close = 0.01 + size * CLOSE;
        int kind = glp_get_row_type(program, row);
        if (kind == GLP_UP || kind == GLP_FX)
            sound = sum <= glp_get_row_ub(program, row) + close;
        if (sound && (kind == GLP_LO || kind == GLP_FX))
            sound = sum >= glp_get_row_lb(program, row) - close;
    }
    free(factors);
    free(places);
    return sound;
}

static enum glpk_end solve(glp_prob *program, double seconds, double *value, double *time)
{
    glp_iocp options;
    glp_init_iocp(&options);
    options.presolve = GLP_ON;
    options.msg_lev = GLP_MSG_OFF;
    options.tm_lim = (int)(seconds * 1000);
    options.tol_int = CLOSE;
    options.tol_obj = CLOSE;
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
    return result == 0 && glp_mip_status(program) == GLP_OPT && is_sound(program) ? GLPK_OPTIMAL : GLPK_GAVE_UP;
}

bool glpk_agrees(double own, double other)
{
    double apart = own > other ? own - other : other - own;
    return apart < 1e-3 || apart < own * 1e-8;
}

enum glpk_end glpk_solve(const struct best_problem *problem, int64_t most_columns, double seconds, double *value, double *time)
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

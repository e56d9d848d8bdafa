/* The tables of a simulation, in the order to be read. */
#ifndef RUNTIME_SIMULATION_TABLES_H
#define RUNTIME_SIMULATION_TABLES_H

#include "runtime/simulation.h"
#include "runtime/table.h"

enum report_table {
    REPORT_TOTALS,
    REPORT_PROMOTIONS,
    REPORT_AWARDS,
    REPORT_OUTBID,
    REPORT_RIVALS,
    REPORT_CAMPAIGNS,
    REPORT_BUDGETS,
    REPORT_BURN,
    REPORT_LAYERS,
    REPORT_CHANNELS,
    REPORT_SEGMENTS,
    REPORT_SPREAD,
    REPORT_SHARES,
    REPORT_DAYS,
    REPORT_TABLES
};

/* The keys of the tables, for a choice on the command line. */
#define REPORT_KEYS \
    "totals|promotions|awards|outbid|rivals|campaigns|budgets|burn|layers|channels|segments|spread|shares|days"

struct simulation_report {
    struct table tables[REPORT_TABLES];
    bool failed;        /* no memory */
};

/* Texts are the simulation's and the image's, which must outlive it. bad: baskets that were refused. */
void simulation_report_init(struct simulation_report *report, struct simulation *simulation, const promo_image *image,
                            uint64_t bad);
void simulation_report_done(struct simulation_report *report);

#endif

#!/usr/bin/env python3
"""promo analyse on the oracle's generated rule sets, which have every feature of the language: it answers, its witnesses are
priced the same by promo run, and what it says is proven holds for the oracle's own baskets.

    generated.py PROMO [--cases N] [--seed SEED]
"""
import argparse
import collections
import copy
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "oracle")]

import check as known  # noqa: E402
from generate import generate  # noqa: E402
from model import to_promo  # noqa: E402


def run_all(promo, rules, baskets, directory, extra=()):
    path = os.path.join(directory, "many.ndjson")
    with open(path, "w") as file:
        file.writelines(json.dumps(basket) + "\n" for basket in baskets)
    run = subprocess.run([promo, "run", rules, path, *extra], capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def applied(result):
    return {entry["promotion"] for part in ("applied", "awards", "charged") for entry in result.get(part, [])}


def minor(result):
    digits = len(result["subtotal"].partition(".")[2])
    return Decimal(1).scaleb(-digits)


def check_share(name, stack, result):
    goods = Decimal(result["subtotal"])
    paid = sum(Decimal(line["total"]) for line in result["lines"])
    rounding = minor(result) * max(1, len(result["applied"]))
    known.check(name, goods - paid <= goods * Decimal(stack["bound"]) / 100 + rounding,
                f"{goods - paid} off {goods}, over the bound of {stack['bound']}%: {result}")


def check_exposure(name, exposure, result):
    given = collections.Counter()
    for entry in result.get("applied", []):
        given[entry["promotion"]] += Decimal(entry["amount"])
    for entry in result.get("awards", []):
        given[entry["promotion"]] += Decimal(entry.get("worth", "0")) * (entry.get("qty", 1) if "certificate" in entry else 1)
    for entry in exposure:
        if "order" in entry:
            claims["exposed"] += entry["promotion"] in given
            known.check(name, given[entry["promotion"]] <= Decimal(entry["order"]),
                        f"{entry} gives {given[entry['promotion']]}: {result}")


def halves(basket):
    """The basket's lines dealt out to two orders."""
    parts = [copy.deepcopy(basket), copy.deepcopy(basket)]
    for side, part in enumerate(parts):
        part["lines"] = part["lines"][side::2]
    for order in (basket, *parts):
        order.pop("shipping", None)
    return [copy.deepcopy(basket), *parts]


def check_split(promo, name, rules, sources, directory, extra):
    for source in sources:
        if len(source["lines"]) < 2:
            continue
        whole, first, second = run_all(promo, rules, halves(copy.deepcopy(source)), directory, extra)
        gain = Decimal(whole["total"]) - Decimal(first["total"]) - Decimal(second["total"])
        rounding = minor(whole) * sum(len(result["applied"]) for result in (whole, first, second))
        known.check(name, gain <= rounding, f"a split saves {gain}: {source}")


claims = collections.Counter()


def check_claims(promo, name, rules, report, sources, results, directory, extra):
    proven = {entry["promotion"] for entry in report["dead"]["promotions"] if entry["proven"]}
    never = {entry["promotion"] for entry in report["impossible"]["promotions"] if entry["proven"]}
    named = report["impossible"]["promotion"]
    claims.update(dead=len(proven), apart=len(never), bounded=report["stack"]["proven"], whole=report["split"]["proven"],
                  live=len(report["live"]), unproven_dead=len(report["dead"]["promotions"]) - len(proven))
    for result in results:
        known.check(name, not proven & applied(result), f"proven dead, but applied: {proven & applied(result)} in {result}")
        if named in applied(result):
            known.check(name, not never & applied(result), f"proven never with {named}: {never & applied(result)} in {result}")
        check_exposure(name, report["exposure"], result)
        if report["stack"]["proven"]:
            check_share(name, report["stack"], result)
    if report["split"]["proven"]:
        check_split(promo, name, rules, sources, directory, extra)


def check_witnesses(promo, name, rules, report, directory):
    """Those without a state in one run."""
    orders = list(known.witnesses(report))
    plain = [order for order in orders if "state" not in order]
    results = run_all(promo, rules, [order["basket"] for order in plain], directory)
    known.check(name, results == [order["result"] for order in plain], "a witness is priced otherwise by promo run")
    for order in [order for order in orders if "state" in order][:3]:
        priced = known.reprice(promo, rules, order, directory)
        known.check(name, priced == order["result"], f"a witness is priced otherwise by promo run: {order} {priced}")


def one(promo, name, directory):
    made, sources = generate(name, 8)
    rules = os.path.join(directory, "rules.promo")
    with open(rules, "w") as file:
        file.write(to_promo(made))
    extra = ()
    if made.state is not None:
        extra = ("--state", os.path.join(directory, "store.json"))
        with open(extra[1], "w") as file:
            json.dump(made.state, file)
    run = subprocess.run([promo, "analyse", "--format", "json", "--over", "50%", "--split", "--dead", "--work", "150", "--promotion",
                          made.promotions[0].name, rules], capture_output=True, text=True)
    known.check(name, run.returncode in (0, 1), f"exit code {run.returncode}: {run.stderr}")
    if run.returncode not in (0, 1):
        return
    report = json.loads(run.stdout)
    known.check(name, (report["findings"] != 0) == (run.returncode == 1), report["findings"])
    check_witnesses(promo, name, rules, report, directory)
    results = run_all(promo, rules, copy.deepcopy(sources), directory, extra)
    check_claims(promo, name, rules, report, sources, results, directory, extra)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("promo")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        for number in range(arguments.cases):
            one(os.path.abspath(arguments.promo), f"{arguments.seed}-a{number}", directory)
    print(f"seed {arguments.seed}: " + ", ".join(f"{name} {count}" for name, count in sorted(claims.items())))
    print(f"{known.passed} passed, {known.failed} failed")
    sys.exit(known.failed != 0 or known.passed == 0)


if __name__ == "__main__":
    main()

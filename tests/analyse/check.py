#!/usr/bin/env python3
"""promo analyse: known answers, and every witness priced again by promo run to the same bytes.

    check.py PROMO [--cases N] [--seed N]

Then generated rule sets, small enough that every basket of a small shop can be priced: what analyse says may not be less than
what is there (shares, splits, promotions that apply), nor more than its own proofs.
"""
import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
passed = failed = 0


def check(name, holds, note=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"--- {name}: {note}")


def analyse(promo, arguments, expected=None):
    run = subprocess.run([promo, "analyse", "--format", "json", *arguments], capture_output=True, text=True)
    if expected is not None:
        check(" ".join(arguments), run.returncode == expected, f"exit code {run.returncode}, not {expected}: {run.stderr}")
    return json.loads(run.stdout) if run.stdout else None


def witnesses(value):
    if isinstance(value, dict):
        if "basket" in value and "result" in value and "lines" in value["basket"]:
            yield value
        else:
            for inner in value.values():
                yield from witnesses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from witnesses(inner)


def reprice(promo, rules, witness, directory):
    basket, state = os.path.join(directory, "basket.json"), os.path.join(directory, "state.json")
    with open(basket, "w") as file:
        json.dump(witness["basket"], file)
    arguments = [promo, "run", rules, basket]
    if "state" in witness:
        with open(state, "w") as file:
            json.dump(witness["state"], file)
        arguments += ["--state", state]
    run = subprocess.run(arguments, capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else run.stderr


def check_witnesses(promo, rules, report, directory):
    for witness in witnesses(report):
        priced = reprice(promo, rules, witness, directory)
        check(rules, priced == witness["result"], f"a witness is priced otherwise by promo run:\n{witness}\n{priced}")


def rules_file(name):
    return os.path.join(HERE, name)


def dead_of(report):
    return {entry["promotion"]: entry["proven"] for entry in report["dead"]["promotions"]}


# --- known answers ---------------------------------------------------------------------------------------------------


def known_stack(promo, directory):
    """S29 stacked by accident, S30 exposure blindness."""
    rules = rules_file("stack.promo")
    report = analyse(promo, ["--over", "54.9%", rules], 1)
    check_witnesses(promo, rules, report, directory)
    check("stack", report["stack"]["percent"] == "55.00" and report["stack"]["bound"] == "55.00" and report["stack"]["over"],
          report["stack"])
    exposure = {entry["promotion"]: entry for entry in report["exposure"]}
    check("S30 exposure blindness", exposure["sale"] == {"promotion": "sale"}, exposure)
    report = analyse(promo, ["--over", "90%", rules_file("cap.promo")], 0)
    check("S30 exposure blindness", report["exposure"] == [{"promotion": "hats", "order": "25.00"}], report["exposure"])
    report = analyse(promo, ["--over", "55%", rules], 0)
    check("stack", not report["stack"]["over"] and report["findings"] == 0, report["stack"])


def known_splits(promo, directory):
    """S40 order splitting."""
    rules = rules_file("threshold.promo")
    check("split over", analyse(promo, ["--split-over", "11.11%", rules], 1)["split"]["over"], "11.111...% is over")
    check("split over", not analyse(promo, ["--split-over", "11.12%", rules], 0)["split"]["over"], "11.111...% is not over")
    for name, gain in [("threshold", "10.00"), ("cap", "25.00"), ("limit", "5.00"), ("gift", "5.00")]:
        rules = rules_file(name + ".promo")
        report = analyse(promo, ["--split", rules], 1)
        check_witnesses(promo, rules, report, directory)
        split = report["split"]
        check(name, split["found"] and split["gain"] == gain, split)
        paid = [Decimal(split[part]["result"]["total"]) for part in ("whole", "first", "second")]
        worth = [sum(Decimal(award.get("worth", "0")) for award in split[part]["result"].get("awards", []))
                 for part in ("whole", "first", "second")]
        check(name, paid[0] - paid[1] - paid[2] - worth[0] + worth[1] + worth[2] == Decimal(split["gain"]), (paid, worth))
        units = [{}, {}]
        for side, parts in enumerate((("whole",), ("first", "second"))):
            for part in parts:
                for line in split[part]["basket"]["lines"]:
                    units[side][line["sku"]] = units[side].get(line["sku"], 0) + line["qty"]
        check(name, units[0] == units[1], "the two orders are not the whole")
    report = analyse(promo, ["--split", rules_file("healthy.promo")], 0)
    check("healthy", report["split"] == {"found": False, "proven": True}, report["split"])
    # Both promotions may be had once; the second order must not have the first's again.
    report = analyse(promo, ["--split", rules_file("once.promo")], 1)
    applied = [{entry["promotion"] for entry in report["split"][part]["result"]["applied"]} for part in ("first", "second")]
    check("once", not applied[0] & applied[1], applied)


def known_dead(promo, directory):
    rules = rules_file("dead.promo")
    report = analyse(promo, ["--dead", "--work", "2000", rules], 1)
    check_witnesses(promo, rules, report, directory)
    check("dead", dead_of(report) == {"contradicts": True, "no_such_channel": True, "never_scheduled": True,
                                      "too_much_of_nothing": True, "outbid": False}, dead_of(report))
    check("dead", report["dead"]["inactive"] == 1 and set(report["live"]) == {"lives"}, report["dead"])
    outbid = next(entry for entry in report["dead"]["promotions"] if entry["promotion"] == "outbid")
    check("dead", "`lives`" in outbid["reason"] and outbid["witness"]["result"]["applied"][0]["promotion"] == "lives", outbid)
    report = analyse(promo, ["--dead", rules_file("healthy.promo")], 0)
    check("healthy", report["dead"]["promotions"] == [], report["dead"])
    report = analyse(promo, ["--dead", "--catalogue", rules_file("shelf.csv"), rules_file("shelf.promo")], 1)
    check("shelf", dead_of(report) == {"boots": True, "gloves": True}, report["dead"])
    shop = os.path.join(HERE, "..", "..", "examples", "giftshop")
    report = analyse(promo, ["--dead", "--at", "2026-03-01", shop], 0)
    check("season", report["dead"]["out_of_season"] == 10 and report["dead"]["live"] == 12, report["dead"])
    report = analyse(promo, ["--dead", "--from", "2026-07-01", "--work", "500", rules], 1)
    check("season", report["dead"]["out_of_season"] == 0 and dead_of(report)["never_scheduled"], report["dead"])


def known_cost(promo, directory):
    rules, catalogue = rules_file("shelf.promo"), rules_file("shelf.csv")
    report = analyse(promo, ["--below-cost", "--catalogue", catalogue, rules], 1)
    check_witnesses(promo, rules, report, directory)
    check("cost", report["below_cost"]["found"] and report["below_cost"]["loss"] == "3.00", report["below_cost"])
    check("cost", [line["sku"] for line in report["below_cost"]["witness"]["basket"]["lines"]] == ["RUNNER"], report["below_cost"])


def known_conflicts(promo, directory):
    rules = rules_file("conflict.promo")
    report = analyse(promo, ["--promotion", "sale", rules], 1)
    check_witnesses(promo, rules, report, directory)
    found = {entry["promotion"]: entry for entry in report["impossible"]["promotions"]}
    check("conflict", set(found) == {"stand", "tills", "alone", "beaten"}, sorted(found))
    check("conflict", all(found[name]["proven"] for name in ("stand", "tills", "alone")), found)
    check("conflict", found["beaten"]["at_all"] and not found["beaten"]["proven"], found["beaten"])
    check("conflict", report["impossible"]["together"] == 1, report["impossible"])
    report = analyse(promo, ["--promotion", "along", rules], 0)
    found = {entry["promotion"]: entry["reason"] for entry in report["impossible"]["promotions"]}
    check("conflict", "alone" in found and "sale" not in found, found)


def known_witnesses(promo, directory):
    rules = rules_file("witness.promo")
    report = analyse(promo, ["--dead", rules], 0)
    check_witnesses(promo, rules, report, directory)
    check("witness", len(report["live"]) == report["promotions"] and report["promotions"] > 20, report["dead"])


def same_again(promo, directory):
    rules = rules_file("conflict.promo")
    arguments = [promo, "analyse", "--work", "1500", rules]
    runs = [subprocess.run(arguments, capture_output=True).stdout for _ in range(2)]
    check("same again", runs[0] == runs[1] and runs[0], "two runs differ")
    image = os.path.join(directory, "rules.promoc")
    subprocess.run([promo, "compile", rules, "-o", image], check=True, capture_output=True)
    sources = analyse(promo, ["--work", "1500", rules])
    check("same again", analyse(promo, ["--work", "1500", image]) == sources, "an image is answered otherwise than its sources")


def files(promo, directory):
    """The command lines that the report prints give what it says."""
    out = os.path.join(directory, "witness")
    rules = rules_file("once.promo")
    run = subprocess.run([promo, "analyse", "--split", "--witness", out, rules], capture_output=True, text=True)
    lines = [line.split() for line in run.stdout.splitlines() if line.startswith("    promo run ")]
    check("files", run.returncode == 1 and len(lines) == 3, run.stdout + run.stderr)
    totals = [line.rsplit("total ", 1)[1] for line in run.stdout.splitlines() if line.startswith("    goods ")]
    for words, total in zip(lines, totals):
        priced = subprocess.run([promo, *words[1:]], capture_output=True, text=True)
        check("files", priced.returncode == 0 and json.loads(priced.stdout)["total"] == total, (words, priced.stdout, total))


def wrong_usage(promo, directory):
    rules = rules_file("stack.promo")
    bad = os.path.join(directory, "bad.csv")
    with open(bad, "w") as file:
        file.write("sku,price\nA,-1\n")
    unpriced = os.path.join(directory, "unpriced.csv")
    with open(unpriced, "w") as file:
        file.write("sku,price\nA,\n")
    empty = os.path.join(directory, "empty")
    os.mkdir(empty)
    for arguments, message in [
        (["--over", "170%", rules], "--over takes a share"),
        (["--over", "x", rules], "--over takes a share"),
        (["--split-over", "-1%", rules], "--split-over takes a share"),
        (["--at", "tomorrow", rules], "--at takes an instant"),
        (["--at", "2026-01-01", "--from", "2026-01-01", rules], "not both"),
        (["--from", "2026-01-02", "--to", "2026-01-01", rules], "--from must be before --to"),
        (["--promotion", "nobody", rules], "no promotion is named `nobody`"),
        (["--below-cost", rules], "tell their cost"),
        (["--catalogue", unpriced, rules], "no item has a price"),
        (["--catalogue", bad, rules], "bad.csv:2: column `price`"),
        (["--catalogue", os.path.join(directory, "none.csv"), rules], "No such file"),
        ([os.path.join(directory, "none.promo")], "No such file"),
        ([empty], "no rule file"),
        ([], "usage"),
    ]:
        run = subprocess.run([promo, "analyse", *arguments], capture_output=True, text=True)
        check("usage", run.returncode == 2 and message in run.stderr, (arguments, run.returncode, run.stderr))


# --- every basket of a small shop --------------------------------------------------------------------------------------

ITEMS = [("A", "x", 1000, 600), ("B", "x", 700, 650), ("C", "y", 400, 100)]
MOST = 3


def generate(rng):
    goods = ['category "x"', 'category "y"', 'sku "A"', 'sku { "B", "C" }', "all items"]
    layers = ["first", "second"]
    rules = ["settings { currency USD }", "layers { first  second }"]
    for number in range(rng.randint(1, 4)):
        kind = rng.randrange(8)
        of = rng.choice(goods)
        when = rng.choice(["", "", "when segment \"vip\"  ", f"when amount >= {rng.choice([10, 15, 20])}.00  ",
                           f"when quantity of {of} >= {rng.randint(1, 3)}  "])
        body = [f"{when}give {rng.choice([10, 25, 50])}% off {of}",
                f"{when}give {rng.choice([1, 2, 5])}.00 off order",
                f"{when}give {rng.choice([1, 2])}.00 off each of {of}  limit {rng.randint(1, 2)} per order",
                f"{when}buy {rng.randint(2, 3)} of {of}  give cheapest 1 of them free",
                f"{when}give {rng.choice([10, 20])}% off order",
                f"{when}give {rng.choice([2, 3])}.00 off {of}",
                f"{when}buy 1 of {of}  get 1 of {rng.choice(goods)}  give 50% off them",
                f"when all {{ quantity >= 2  quantity < {rng.randint(2, 3)} }}  give 10% off order"][kind]
        extras = rng.choice(["", "", "cap 3.00 per order  ", "limit 1 per customer  "])
        place = "exclusive" if rng.random() < 0.12 else f"layer {rng.choice(layers)}"
        rules.append(f"promotion p{number} {{ {place}  {extras}event e {{ {body} }} }}")
    return "\n".join(rules) + "\n"


def every_basket():
    for vip in (False, True):
        for counts in itertools.product(range(MOST + 1), repeat=len(ITEMS)):
            if sum(counts) == 0:
                continue
            customer = {"id": "customer-1", **({"segments": ["vip"]} if vip else {})}
            lines = [{"sku": sku, "category": [category], "price": f"{price / 100:.2f}", "qty": count}
                     for (sku, category, price, _), count in zip(ITEMS, counts) if count]
            yield (vip, counts), {"at": "2026-01-01T00:00:00Z", "customer": customer, "lines": lines}


def price_all(promo, rules, directory):
    path = os.path.join(directory, "all.ndjson")
    keys = []
    with open(path, "w") as file:
        for key, basket in every_basket():
            keys.append(key)
            file.write(json.dumps(basket) + "\n")
    run = subprocess.run([promo, "run", rules, path], capture_output=True, text=True, check=True)
    return dict(zip(keys, (json.loads(line) for line in run.stdout.splitlines())))


def brute_share(results):
    return max(Decimal(result["discount"]) / Decimal(result["subtotal"]) for result in results.values())


def brute_loss(results):
    costs = {key: sum(Decimal(item[3]) * count for item, count in zip(ITEMS, key[1])) / 100 for key in results}
    return max((costs[key] - Decimal(result["total"])) / costs[key] for key, result in results.items())


def brute_split(results, uses):
    """The largest share saved by two orders that use no promotion of a limit both."""
    best = Decimal(0)
    for (vip, first), (other, second) in itertools.combinations_with_replacement(results, 2):
        whole = results.get((vip, tuple(a + b for a, b in zip(first, second))))
        if vip != other or whole is None or not Decimal(whole["total"]):
            continue
        parts = [results[(vip, first)], results[(vip, second)]]
        applied = [{entry["promotion"] for entry in part["applied"]} for part in parts]
        if applied[0] & applied[1] & uses:
            continue
        rounding = Decimal(sum(len(result["applied"]) for result in [whole, *parts])) / 100
        gain = Decimal(whole["total"]) - sum(Decimal(part["total"]) for part in parts)
        best = max(best, (gain - rounding) / Decimal(whole["total"]))
    return best


def against_every_basket(promo, rng, directory):
    text = generate(rng)
    rules, catalogue = os.path.join(directory, "generated.promo"), os.path.join(directory, "generated.csv")
    with open(rules, "w") as file:
        file.write(text)
    with open(catalogue, "w") as file:
        file.write("sku,category,price,cost\n")
        file.writelines(f"{sku},{category},{price / 100:.2f},{cost / 100:.2f}\n" for sku, category, price, cost in ITEMS)
    results = price_all(promo, rules, directory)
    report = analyse(promo, ["--catalogue", catalogue, "--over", "0%", "--below-cost", "--split", "--dead", "--work", "6000", rules])
    check_witnesses(promo, rules, report, directory)
    hundredth = Decimal("0.0001")
    share, stack = brute_share(results), report["stack"]
    check(text, Decimal(stack["percent"]) / 100 >= share - hundredth, f"a basket gets {share:.4f}: {stack['percent']}")
    if stack["proven"]:
        rounding = Decimal("0.05")  # an event each of at most four promotions, of goods of 4.00 and more
        check(text, share <= Decimal(stack["bound"]) / 100 + rounding, f"a basket gets {share:.4f}, over the bound {stack['bound']}")
        check(text, Decimal(stack["percent"]) <= Decimal(stack["bound"]) + 100 * rounding, stack)
    loss, below = brute_loss(results), report["below_cost"]
    check(text, Decimal(below["loss"]) / Decimal(below["cost"]) >= loss - hundredth, f"a basket loses {loss:.4f}")
    limited = {line.split()[1] for line in text.splitlines() if "per customer" in line}
    split = brute_split(results, limited)
    if split > 0:
        found = report["split"]
        # A search, not a proof: it may stop at the second best.
        check(text, found["found"] and Decimal(found["percent"]) / 100 >= split * Decimal("0.9"),
              f"a split saves {split:.4f}: {found.get('percent')}")
    live = {entry["promotion"] for result in results.values() for entry in result["applied"]}
    check(text, not live & set(dead_of(report)), f"dead, but {sorted(live)} apply")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("promo")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    promo = os.path.abspath(arguments.promo)
    with tempfile.TemporaryDirectory() as directory:
        for test in (known_stack, known_splits, known_dead, known_cost, known_conflicts, known_witnesses, same_again, files,
                     wrong_usage):
            test(promo, directory)
        rng = random.Random(arguments.seed)
        for _ in range(arguments.cases):
            against_every_basket(promo, rng, directory)
    print(f"seed {arguments.seed}\n{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


if __name__ == "__main__":
    main()

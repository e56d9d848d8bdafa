"""Whether promotions of several events or benefits that are said to win never do: without them every basket costs the same.

    parts.py PROMO [--seeds N] [--from SEED]

The oracle's rule sets have few of them; these have nothing else: offers on each unit of sets that overlap, in two layers.
"""
import argparse
import json
import os
import random
import re
import tempfile

from sound import changed_without, command, priced

SETS = ['category "a"', 'category "b"', 'tag "t"', 'brand "x"', 'sku "S1"', "all items", '(category "a" or tag "t")',
        '(category "a" except tag "t")']
WHENS = ["", "", "", "when amount >= 10.00 ", "when amount >= 30.00 ", 'when quantity of category "a" >= 2 ']


def benefit(rng, kind):
    goods = rng.choice(SETS)
    if kind == "percent":
        return f"give {rng.choice([5, 10, 15, 20, 30, 40])}% off {goods}"
    if kind == "amount":
        return f"give {rng.choice([1, 2, 3, 5])}.00 off each of {goods}"
    return f"give each of {goods} for {rng.choice([1, 2, 3, 5, 8])}.00"


def promotion(rng, name):
    kind = rng.choice(["percent", "percent", "amount", "price"])
    events = []
    for number in range(rng.randint(1, 3)):
        second = rng.choice(["", "", "", " " + benefit(rng, kind)])
        limit = rng.choice(["", "", "", " limit 1 per order"])
        events.append(f"event e{number} {{ {rng.choice(WHENS)}{benefit(rng, kind)}{second}{limit} }}")
    exclusive = rng.choice(["", "", "", " events exclusive"]) if len(events) > 1 else ""
    cap = rng.choice(["", "", "", "", " cap 3.00 per order"])
    layer = rng.choice(["one", "one", "two"])
    return f"promotion {name} {{ layer {layer}{exclusive}{cap} {' '.join(events)} }}\n"


def basket(rng, number):
    lines = []
    for _ in range(rng.randint(1, 5)):
        lines.append({"sku": rng.choice(["S1", "S2", "S3"]), "qty": rng.randint(1, 3),
                      "price": f"{rng.randint(1, 30)}.{rng.randint(0, 99):02}", "category": rng.sample(["a", "b"], rng.randint(0, 2)),
                      "tags": rng.choice([[], ["t"]]), "brand": rng.choice(["x", "y"])})
    return {"id": f"b-{number}", "at": "2026-01-01T00:00:00Z", "lines": lines}


def check(promo, seed, folder):
    """How many findings were of parts, and what is wrong."""
    rng = random.Random(seed)
    text = "settings { currency USD }\nlayers { one  two }\n"
    text += "".join(promotion(rng, f"p{i}") for i in range(rng.randint(3, 7)))
    path, goods = os.path.join(folder, "rules.promo"), os.path.join(folder, "baskets.ndjson")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    with open(goods, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(basket(rng, i)) + "\n" for i in range(25))
    findings = json.loads(command(promo, "lint", "--no-config", "--format", "json", path))["diagnostics"]
    problems, parts = [finding["message"] for finding in findings if re.match(r"P\d", finding["code"])], 0
    before = None
    for finding in findings:
        if finding["code"] != "never-wins":
            continue
        before = before or priced(promo, path, goods)
        name = re.search(r"promotion `(\w+)`", finding["message"])[1]
        parts += "as much or more" in finding["message"]
        problems += changed_without(promo, name, text, goods, folder, before, f"seed {seed}: {finding['message']}")
    return parts, problems


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("promo")
    arguments.add_argument("--seeds", type=int, default=300)
    arguments.add_argument("--from", type=int, default=1, dest="first")
    given = arguments.parse_args()
    found, passed, problems = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.seeds):
            parts, wrong = check(given.promo, seed, folder)
            found += parts
            problems += wrong
            passed += not wrong
    if found < given.seeds // 40:
        problems.append(f"only {found} findings: too few to say anything")
    for problem in problems[:20]:
        print(problem)
    print(f"{found} findings of parts; seeds from {given.first}\n{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())

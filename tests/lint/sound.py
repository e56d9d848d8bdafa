"""Whether findings are true: rule sets of the oracle's generator are linted, and their baskets priced.

    sound.py PROMO [--seeds N] [--from SEED]

What is never given must appear in no result; without what can never win, every basket must cost the same; and what --fix has
corrected must price every basket as before.
A rule set is doubled first, each promotion beside a copy that gives something else, so that there is enough to find.
"""
import argparse
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))
from generate import generate  # noqa: E402
from model import to_promo  # noqa: E402

NEVER_GIVEN = {"periods-apart", "places-apart", "schedule-outside-period"}


def doubled(rules, seed):
    """Each second promotion once more, under another name and in another place."""
    for i, promotion in enumerate(list(rules.promotions)):
        if (i + seed) % 2 == 0:
            again = copy.deepcopy(promotion)
            again.name = promotion.name + "_again"
            rules.promotions.insert((seed * 7 + i) % (len(rules.promotions) + 1), again)
    return rules


def varied(text, seed):
    """Percentages of the copies a little larger or smaller."""
    out, inside = [], False
    for line in text.splitlines():
        if line.startswith("promotion "):
            inside = "_again" in line
        if inside:
            line = re.sub(r"give (\d+)% off", lambda m: f"give {max(1, min(100, int(m[1]) + seed % 5 - 2))}% off", line)
        out.append(line)
    return "\n".join(out) + "\n"


def command(promo, *words):
    done = subprocess.run([promo, *words], capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}: {done.stderr[:500]}")
    return done.stdout


def priced(promo, path, goods):
    """Results without what names the lines and the words of the rules."""
    results = [json.loads(line) for line in command(promo, "run", path, goods).splitlines()]
    for result in results:
        result.pop("image", None)
        result.pop("hints", None)  # they repeat the words of the rules
    return results


def given(result):
    """Promotions that a result says anything was given by."""
    names = {row["promotion"] for row in result.get("applied", ())}
    names |= {row["promotion"] for row in result.get("awards", ())}
    return names | {row["promotion"] for row in result.get("charged", ())}


def changed_without(promo, name, text, goods, folder, before, what):
    """Baskets whose total changes when the promotion is gone; each event is rounded by itself, so a cent or two may move."""
    path = os.path.join(folder, "without.promo")
    with open(path, "w", encoding="utf-8") as f:
        f.write(re.sub(rf"(?m)^(promotion {name}\b[^{{]*{{)", r"\1 status draft ", text))
    after = priced(promo, path, goods)
    return [f"{what}, but basket {one['basket']} costs {one['total']} with it and {other['total']} without"
            for one, other in zip(before, after)
            if abs(int(one["total"].replace(".", "")) - int(other["total"].replace(".", ""))) > 3]


def check(promo, seed, folder, counts):
    rules, baskets = generate(str(seed), 12, 7, 5)
    text = varied(to_promo(doubled(rules, seed)), seed)
    path, goods = os.path.join(folder, "rules.promo"), os.path.join(folder, "baskets.ndjson")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    with open(goods, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(basket) + "\n" for basket in baskets)
    findings = json.loads(command(promo, "lint", "--no-config", "--at", "2000-01-01", "--format", "json", path))["diagnostics"]
    if any(re.match(r"P\d", finding["code"]) for finding in findings):
        return [f"seed {seed}: {findings[0]['message']}"]
    before = priced(promo, path, goods)
    problems = []
    for finding in findings:
        if finding["code"] not in NEVER_GIVEN | {"never-wins"}:
            continue
        name = re.search(r"promotion `(\w+)`", finding["message"])[1]
        counts["findings"] += 1
        if finding["code"] == "never-wins":
            problems += changed_without(promo, name, text, goods, folder, before, f"seed {seed}: {finding['message']}")
            continue
        for result in before:
            if name in given(result):
                problems.append(f"seed {seed}: {finding['message']}, but basket {result['basket']} has it")
    command(promo, "lint", "--no-config", "--at", "2000-01-01", "--fix", path)
    with open(path, encoding="utf-8") as f:
        counts["fixed"] += f.read() != text
    if priced(promo, path, goods) != before:
        problems.append(f"seed {seed}: the corrected rules price a basket otherwise")
    return problems


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("promo")
    arguments.add_argument("--seeds", type=int, default=150)
    arguments.add_argument("--from", type=int, default=1, dest="first")
    given_arguments = arguments.parse_args()
    counts, problems, passed = {"findings": 0, "fixed": 0}, [], 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given_arguments.first, given_arguments.first + given_arguments.seeds):
            wrong = check(given_arguments.promo, seed, folder, counts)
            problems += wrong
            passed += not wrong
    if counts["findings"] < given_arguments.seeds // 10:
        problems.append(f"only {counts['findings']} findings: too few to say anything")
    for problem in problems[:20]:
        print(problem)
    print(f"{counts['findings']} findings looked at, {counts['fixed']} rule sets corrected; seeds from {given_arguments.first}")
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether what the command writes as SARIF is valid by the 2.1.0 schema, and points where it says.

    validate.py PROMO

Every rule file of the golden tests is linted and checked, and each log is held to the schema; its places are compared with
the sources, and its corrections applied.
"""
import json
import pathlib
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "golden"


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def region_text(lines, region):
    """The text of a region, by lines and UTF-16 columns."""
    first, last = region["startLine"] - 1, region["endLine"] - 1
    if first == last:
        line = lines[first].encode("utf-16-le")
        return line[(region["startColumn"] - 1) * 2:(region["endColumn"] - 1) * 2].decode("utf-16-le")
    start = lines[first].encode("utf-16-le")[(region["startColumn"] - 1) * 2:].decode("utf-16-le")
    end = lines[last].encode("utf-16-le")[:(region["endColumn"] - 1) * 2].decode("utf-16-le")
    return "\n".join([start, *lines[first + 1:last], end])


def check_places(path, result, problems):
    data = path.read_bytes()
    lines = data.decode("utf-8", "replace").split("\n")
    for location in result.get("locations", []):
        physical = location["physicalLocation"]
        if physical["artifactLocation"]["uri"] != path.name:
            continue
        region = physical["region"]
        told = data[region["byteOffset"]:region["byteOffset"] + region["byteLength"]].decode("utf-8", "replace")
        if told != region_text(lines, region):
            problems.append(f"{path.name}: {region} is not where its bytes are")


def check_rules(path, run, problems):
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if "ruleId" in result and rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            problems.append(f"{path.name}: {result['ruleId']} is not rule {result['ruleIndex']}")


def main():
    promo = sys.argv[1]
    schema = json.loads((HERE / "sarif-2.1.0.schema.json").read_text())
    validator = jsonschema.Draft4Validator(schema)
    passed, problems, results, fixes = 0, [], 0, 0
    for path in sorted(GOLDEN.glob("*/*.promo")):
        for verb in (["check"], ["lint", "--no-config", "--at", "2026-06-15"]):
            run = subprocess.run([promo, *verb, "--format", "sarif", path.name], cwd=path.parent, capture_output=True)
            before = len(problems)
            if run.returncode not in (0, 1):
                problems.append(f"{path}: exit {run.returncode}: {run.stderr.decode()}")
                continue
            log = json.loads(run.stdout)
            for error in validator.iter_errors(log):
                problems.append(f"{path}: {verb[0]}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
            for one in log["runs"]:
                check_rules(path, one, problems)
                for result in one["results"]:
                    check_places(path, result, problems)
                    results += 1
                    fixes += "fixes" in result
            passed += len(problems) == before
    if results < 100 or fixes == 0:
        problems.append(f"only {results} results and {fixes} corrections: too few to say anything")
    for problem in problems:
        print(problem)
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs tests/lsp/test_*.py, several files at a time: each case has a server of its own.

    run.py [-v] [NAME ...]     NAME as in test_NAME.py
"""
import concurrent.futures
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(path):
    """A file's cases: passed, failed, and what failed says."""
    done = subprocess.run([sys.executable, "-c", ONE, path], capture_output=True, text=True, cwd=HERE)
    lines = done.stdout.split()
    if done.returncode not in (0, 1) or len(lines) != 2:
        return 0, 1, done.stdout + done.stderr
    return int(lines[0]), int(lines[1]), done.stderr if lines[1] != "0" else ""


ONE = """
import sys, unittest, os
name = os.path.basename(sys.argv[1])[:-3]
result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromName(name))
bad = len(result.failures) + len(result.errors)
print(result.testsRun - bad, bad)
sys.exit(bad != 0)
"""


def main(arguments):
    names = [a for a in arguments if a != "-v"]
    paths = sorted(glob.glob(os.path.join(HERE, "test_*.py")))
    if names:
        paths = [p for p in paths if os.path.basename(p)[5:-3] in names]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, (good, bad, output) in zip(paths, pool.map(run, paths)):
            passed, failed = passed + good, failed + bad
            if bad or "-v" in arguments:
                print("--- %s: %d passed, %d failed\n%s" % (os.path.basename(path), good, bad, output))
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0 or passed == 0


sys.exit(main(sys.argv[1:]))

"""Writes the oracle's generated rule sets as files: generate.py FOLDER COUNT SEED."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'oracle'))

from generate import generate  # noqa: E402
from model import to_promo  # noqa: E402

folder, count, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.makedirs(folder, exist_ok=True)
for number in range(count):
    rules, _ = generate(f'{seed}:{number}', baskets=1)
    with open(os.path.join(folder, f'{number:04}.promo'), 'w', encoding='utf-8') as out:
        out.write(to_promo(rules))

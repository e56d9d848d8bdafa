"""The syntax of Vim against the scanner: vim.py TOKENS FOLDER FILE... (FOLDER is put on 'runtimepath').

Every token of each file must have the group of its kind; the file type must be found by its name; :make (with promo on the PATH)
must find an error. Where neither vim nor nvim is
installed there is nothing to check, and that is said.
"""
import os
import shutil
import subprocess
import sys
import tempfile

GROUPS = {
    'comment': 'promoComment', 'string': 'promoString', 'number': 'promoNumber', 'percent': 'promoNumber', 'time': 'promoDate',
    'date': 'promoDate', 'instant': 'promoDate', 'unit': 'promoUnit', 'currency': 'promoCurrency', 'DECLARATION': 'promoDeclaration',
    'CLAUSE': 'promoClause', 'CRITERION': 'promoCriterion', 'OPERATOR': 'promoOperator', 'BENEFIT': 'promoBenefit',
    'TEST': 'promoTest', 'TYPE': 'promoType', 'VALUE': 'promoBoolean', 'name': '', 'sign': '',
}


def tokens_of(program, path):
    with open(path, 'rb') as file:
        source = file.read()
    output = subprocess.run([program, path], check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        start, _, kind = line.split()
        before = source[:int(start)]
        yield before.count(b'\n') + 1, len(before) - (before.rfind(b'\n') + 1) + 1, kind


def flags_of(editor):
    return ['--headless' if editor.endswith('nvim') else '-Nes', '-u', 'NONE', '-i', 'NONE', '-n']


def groups(editor, folder, path, places):
    """What the editor calls each place."""
    with tempfile.TemporaryDirectory() as work:
        script, answer = os.path.join(work, 'script.vim'), os.path.join(work, 'answer')
        with open(script, 'w', encoding='utf-8') as out:
            out.write(f'set nocompatible\nset runtimepath^={folder}\nfiletype plugin on\nsyntax on\nedit {path}\n'
                      f'let places = {[list(place[:2]) for place in places]}\n'
                      'let answers = [&filetype] + map(places, {_, p -> synIDattr(synID(p[0], p[1], 1), "name")})\n'
                      f'call writefile(answers, "{answer}")\nqa!\n')
        subprocess.run([editor, *flags_of(editor), '-S', script], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        with open(answer, encoding='utf-8') as file:
            return file.read().split('\n')


def quickfix(editor, folder):
    """What :make puts into the quickfix list for a rule file with an error."""
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, 'bad.promo'), 'w', encoding='utf-8') as out:
            out.write('settings { currency USD }\npromotion p { event e { give 1.00 off shose } }\n')
        subprocess.run([editor, *flags_of(editor), '--cmd', f'set runtimepath^={folder}', '-c', 'filetype plugin on', '-c', 'edit bad.promo',
                        '-c', 'silent make!', '-c', 'call writefile(map(getqflist(), {_, q -> bufname(q.bufnr) .. ":" .. q.lnum'
                        ' .. ":" .. q.col .. ":" .. q.text}), "answer")', '-c', 'qa!'],
                       cwd=work, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        with open(os.path.join(work, 'answer'), encoding='utf-8') as file:
            return file.read().strip()


def main():
    program, folder, *paths = sys.argv[1:]
    editors = [path for path in map(shutil.which, ('vim', 'nvim')) if path]
    if not editors:
        print('neither vim nor nvim is installed: 0 passed, 0 failed')
        return 0
    passed = failed = 0
    for editor in editors:
        found = quickfix(editor, folder)
        right = found == 'bad.promo:2:39:no item set is named `shose`'
        passed += right
        failed += not right
        if not right:
            print(f'{editor}: :make finds "{found}"')
        for path in paths:
            places = list(tokens_of(program, path))
            filetype, *found = groups(editor, folder, os.path.abspath(path), places)
            wrong = [f'{path}: the file type is "{filetype}"'] if filetype != 'promo' else []
            for (line, column, kind), group in zip(places, found):
                allowed = (GROUPS[kind], 'promoMember') if kind.isupper() or kind == 'name' else (GROUPS[kind],)
                if group not in allowed and not (kind == 'sign' and group in ('promoBlock', 'promoMember')):
                    wrong.append(f'{path}:{line}:{column}: a {kind} is {group or "nothing"}')
            print(*wrong[:10], sep='\n', end='\n' if wrong else '')
            passed += not wrong
            failed += bool(wrong)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


sys.exit(main())

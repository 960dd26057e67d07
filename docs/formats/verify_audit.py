#!/usr/bin/env python3
"""Check an audit export of Xintu (信途), or a folder of seals, without Xintu.

    python3 verify_audit.py audit.jsonl [--seals FOLDER]

Needs nothing but Python 3.9 or newer. The form is told in audit.md, beside this file. Prints every
finding with its place and ends with 0 only when all of it holds.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import unicodedata

GENESIS = "0" * 64
HEADER = [
    *("format", "stream", "seq", "name", "source", "target", "round", "account", "person", "for"),
    *("role", "section", "cause", "at", "commitment"),
]

# ------------------------------------------------------------------ the canonical form, version 1


def canonical(value):
    """UTF-8 JSON of [1, value]: NFC, keys sorted, no spaces."""
    return json.dumps(
        [1, normal(value)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def normal(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    return [normal(item) for item in value] if isinstance(value, list) else value


def linked(previous, header, algorithm):
    return hashlib.new(algorithm, previous.encode() + canonical(header)).hexdigest()


def committed(salt, facts, algorithm="sha256"):
    told = len(salt).to_bytes(8, "big") + salt + canonical(facts)
    return hashlib.new(algorithm, told).hexdigest()


# ------------------------------------------------------------------ Ed25519 (RFC 8032)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def plus(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = plus(total, point)
        point, number = plus(point, point), number >> 1
    return total


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def signed_by(key, message, signature):
    try:
        key, signature = bytes.fromhex(key), bytes.fromhex(signature)
    except ValueError:
        return False
    if len(key) != 32 or len(signature) != 64:
        return False
    whose, begun = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if whose is None or begun is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    one, other = times(s, BASE), plus(begun, times(h, whose))
    return not (
        (one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P
    )


# ------------------------------------------------------------------ the checks


class Checker:
    def __init__(self):
        self.findings = []
        self.heads = {}  # stream → (seq, digest, at)
        self.digests = {}  # (stream, seq) → digest
        self.counts = {"events": 0, "streams": 0, "seals": 0}
        self.seal = (GENESIS, "")  # digest and time of the last one
        self.keys = set()

    def find(self, where, what):
        self.findings.append(f"{where}: {what}")

    def event(self, line, facts_told):
        stream, seq = line["stream"], line["seq"]
        where = f"{stream} #{seq}"
        last, previous, at = self.heads.get(stream, (0, GENESIS, ""))
        if seq != last + 1:
            self.find(where, f"follows #{last}: acts are missing, doubled or out of order")
        if line["previous"] != previous:
            self.find(where, "does not name the act before it")
        if line["at"] < at:
            self.find(where, "was done before the act before it")
        header = {name: line[name] for name in HEADER}
        if linked(line["previous"], header, line["algorithm"]) != line["digest"]:
            self.find(where, "was changed: its digest does not fit")
        if "facts" in line:
            salt = bytes.fromhex(line["salt"])
            if committed(salt, line["facts"]) != line["commitment"]:
                self.find(where, "its facts were changed")
        elif facts_told:
            self.find(where, "its facts are missing (erased, or taken away)")
        self.heads[stream] = (seq, line["digest"], line["at"])
        self.digests[stream, seq] = line["digest"]
        self.counts["events"] += 1
        self.counts["streams"] += seq == 1

    def one_seal(self, line, place="", against_events=True):
        where = place or f"seal {line['id']}"
        previous, at = self.seal
        if line["previous"] != previous:
            self.find(where, "does not name the seal before it")
        if line["at"] < at:
            self.find(where, "was made before the seal before it")
        header = {"format": line["format"], "at": line["at"], "heads": line["heads"]}
        if linked(line["previous"], header, line["algorithm"]) != line["digest"]:
            self.find(where, "was changed: its digest does not fit")
        if not signed_by(line["key"], line["digest"].encode(), line["signature"]):
            self.find(where, "is not signed by the key it names")
        for stream, seq, head in line["heads"] if against_events else ():
            if self.digests.get((stream, seq)) != head:
                self.find(where, f"names {stream} #{seq}, which is gone or another")
        self.keys.add(line["key"])
        self.seal = (line["digest"], line["at"])
        self.counts["seals"] += 1


def check_export(path, checker):
    told, reckoned, ended = False, hashlib.sha256(), False
    with open(path, "rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                line = json.loads(raw)
                kind = line["type"]
                if ended:
                    checker.find(f"line {number}", "stands after the end")
                if kind == "audit":
                    told = line["facts"]
                elif kind == "event":
                    checker.event(line, told)
                elif kind == "seal":
                    checker.one_seal(line)
                elif kind == "end":
                    ended = True
                    check_end(line, reckoned.hexdigest(), checker)
                else:
                    checker.find(f"line {number}", f"is of no known type: {kind}")
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                checker.find(f"line {number}", f"cannot be read: {fault!r}")
            reckoned.update(raw)
    if not ended:
        checker.find("end", "is missing: the export is not whole")


def check_end(line, reckoned, checker):
    if line["digest"] != reckoned:
        checker.find("end", "the lines before were changed")
    for name, count in checker.counts.items():
        if line[name] != count:
            checker.find("end", f"{line[name]} {name} are announced, {count} are here")


def check_folder(folder, checker, exported):
    """Seals kept elsewhere: each must hold, and none may be unknown to the export."""
    known = dict(checker.digests)
    outside = Checker()
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        try:
            line = json.loads(file.read_text(encoding="utf-8"))
            outside.one_seal(line, file.name, against_events=False)
            for stream, seq, head in line["heads"] if exported else ():
                if known.get((stream, seq)) != head:
                    outside.find(file.name, f"names {stream} #{seq}, which is gone or another")
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            outside.find(file.name, f"cannot be read: {fault!r}")
    if len(checker.keys | outside.keys) > 1:
        outside.find(folder, "seals are signed by more than one key")
    checker.findings += outside.findings
    return outside.counts["seals"]


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("export", nargs="?", help="the file that flask export-audit wrote")
    asked.add_argument("--seals", help="a folder of seals that was kept elsewhere")
    asked = asked.parse_args()
    checker = Checker()
    if asked.export:
        check_export(asked.export, checker)
    outside = check_folder(asked.seals, checker, bool(asked.export)) if asked.seals else 0
    if not asked.export and not asked.seals:
        sys.exit("nothing to check: name an export, or --seals FOLDER")
    for finding in checker.findings:
        print(finding)
    told = ", ".join(f"{count} {name}" for name, count in checker.counts.items())
    print(f"{told}, {outside} seals kept elsewhere; keys: {', '.join(sorted(checker.keys)) or '-'}")
    print("ALL HOLDS" if not checker.findings else f"{len(checker.findings)} FINDINGS")
    return 1 if checker.findings else 0


if __name__ == "__main__":
    sys.exit(main())

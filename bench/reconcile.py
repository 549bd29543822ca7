#!/usr/bin/env python3
"""Holds what the registry made of files of open data against what the files say, counted without it.

  bench/reconcile.py DATA [--program PATH] [SET…]

Each set of the folder DATA is imported into an empty registry, which is exported; then numbers of records and sums of money, to the cent
and by currency, are compared with those that Python's own readers of CSV, JSON and XML find in the files. What was rejected is listed
with its reasons. Ends with an error if anything differs.
"""
import argparse, collections, json, os, subprocess, sys, tempfile
from decimal import Decimal

sys.path.insert(0, os.path.dirname(__file__))
from reconcile import beneficiaries, calls, cordis, grants, iati

SETS = {**cordis.SETS, **grants.SETS, **iati.SETS, **beneficiaries.SETS, **calls.SETS}


class Registry:
    """The records that came of a set."""

    def __init__(self, lines):
        self.records = collections.defaultdict(list)
        for line in lines:
            for kind, record in json.loads(line).items():
                if kind != "format":
                    self.records[kind].append(record)
        self.projects, self.partners, self.calls = (self.records[kind] for kind in ("project", "partner", "fundingCall"))

    def all(self, *path):
        """Everything that lies at a path of members in the projects."""
        found = self.projects
        for member in path:
            found = [part for record in found for part in (record.get(member) or [])]
        return found

    def sums(self, *kinds):
        """The amounts of some kinds, by currency."""
        return money((amount["money"]["amount"], amount["money"]["currency"]) for amount in self.all("amounts") if amount["kind"] in kinds)

    def parts(self, member):
        """The amounts of participations, by currency."""
        return money((part[member]["amount"], part[member]["currency"]) for part in self.all("participations") if member in part)


def money(amounts):
    sums = collections.Counter()
    for amount, currency in amounts:
        sums[currency] += Decimal(amount)
    return {currency: f"{amount:.2f}" for currency, amount in sorted(sums.items()) if amount}


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--program", default="target/debug/inclusion-registry")
    options = parser.parse_intermixed_args()
    differ = 0
    print("| set | what | in the files | in the registry | |\n|---|---|--:|--:|---|")
    for name in options.sets or SETS:
        paths, compare = SETS[name]
        with tempfile.TemporaryDirectory() as folder:
            database, report = f"sqlite://{folder}/registry.sqlite?mode=rwc", f"{folder}/report.json"
            paths = [os.path.join(options.data, path) for path in paths]
            subprocess.run([options.program, "import", "--database-url", database, "--report", report, *paths], stdout=subprocess.DEVNULL)
            registry = Registry(run(options.program, "export", "--database-url", database).splitlines())
            rejections = json.load(open(report))["rejections"]
        for what, counted, kept in compare(options.data, registry):
            differ += counted != kept
            print(f"| {name} | {what} | {shown(counted)} | {shown(kept)} | {'equal' if counted == kept else '**differs**'} |")
        reasons = collections.Counter((r["lost"], r["reason"]) for r in rejections)
        for (kind, reason), times in reasons.most_common():
            print(f"| {name} | {kind} rejected: {reason} | | {times} | |")
    sys.exit(f"{differ} differ" if differ else 0)


def shown(value):
    if isinstance(value, dict):
        return ", ".join(f"{amount} {currency}" for currency, amount in value.items()) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How well organisations are recognised by name and place alone: precision and recall against identifiers that are hidden.

  bench/identity.py --program PATH ORGANISATIONS.csv[.gz]… [--show 20]

Takes organisation tables of CORDIS, in which every row has a Participant Identification Code (as organisationID, or in the address of
its contact form). Each way in which a table writes an organisation (name, city, country) is imported as the only participant of a
project of its own, without any identifier; then the partners of the exported projects tell which of them were taken for one. A pair
of ways is right if both have the same code. Pairs with different codes are listed: some of them are one organisation with two codes.
With `--candidates`, it also says how many of the pairs that were missed `duplicates` lists for a person.
"""
import argparse, collections, csv, gzip, itertools, json, os, re, subprocess, tempfile

COLUMNS = ["projectID", "name", "shortName", "activityType", "city", "country", "role", "order"]


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        delimiter = max(",;|\t", key=first.count)
        header = next(csv.reader([first], delimiter=delimiter))
        for row in csv.DictReader(file, header, delimiter=delimiter):
            form = re.search(r"/contact-form/(?:project|PROJECT)/(\d+)/", row.get("contactForm") or "")
            code = row.get("organisationID") or (form and form[1])
            if code and (row.get("name") or "").strip():
                yield code.strip(), row


def pairs(groups):
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--program", default="target/debug/inclusion-registry")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--candidates", action="store_true")
    options = parser.parse_args()

    ways = {}
    for number, path in enumerate(options.tables):
        for code, row in rows(path):
            ways.setdefault((number, code, row["name"], row.get("city") or "", row["country"]), row)
    ways = [(way[1], row) for way, row in sorted(ways.items(), key=lambda item: item[0])]

    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite://{folder}/registry.sqlite?mode=rwc"
        with open(f"{folder}/organization.csv", "w", newline="") as file, open(f"{folder}/project.csv", "w", newline="") as projects:
            table, titles = csv.writer(file), csv.writer(projects)
            table.writerow(COLUMNS)
            titles.writerow(["id", "acronym", "title", "startDate", "fundingScheme"])
            for number, (_, row) in enumerate(ways, 100_000_001):
                cells = {**row, "projectID": number, "role": "participant", "order": 1}
                table.writerow([cells.get(column) or "" for column in COLUMNS])
                titles.writerow([number, f"P{number}", f"Project {number}", "2020-01-01", "RIA"])
        subprocess.run([options.program, "import", f"{folder}/organization.csv", f"{folder}/project.csv", "--database-url", database], check=False, stdout=subprocess.DEVNULL)
        partner, by_partner, names = {}, collections.defaultdict(set), {}
        for line in run(options.program, "export", "--database-url", database).splitlines():
            project = json.loads(line).get("project")
            if project and project["participations"]:
                number = int(re.search(r"(\d{9})$", project["key"])[1]) - 100_000_001
                partner[number] = project["participations"][0]["partner"]
                by_partner[partner[number]].add(number)
        listed = set()
        if options.candidates:
            for row in csv.DictReader(run(options.program, "duplicates", "--database-url", database).splitlines()):
                if row["type"] == "partner":
                    listed.add(frozenset((row["left_key"], row["right_key"])))

    by_code = collections.defaultdict(set)
    for number, (code, _) in enumerate(ways):
        if number in partner:
            by_code[code].add(number)
    found, true = pairs(by_partner.values()), pairs(by_code.values())
    right = found & true
    print(f"{len(partner)} ways to write {len(by_code)} organisations became {len(by_partner)} partners")
    print(f"pairs taken for one: {len(found)}, of which right: {len(right)}; pairs that are one: {len(true)}")
    print(f"precision {len(right) / max(1, len(found)):.4f}, recall {len(right) / max(1, len(true)):.4f}")
    if options.candidates:
        missed = [pair for pair in true - found]
        known = sum(frozenset((partner[a], partner[b])) in listed for a, b in missed)
        print(f"of the {len(missed)} pairs that were missed, {known} are listed for a person, in a list of {len(listed)}")
    wrong = sorted(found - true)
    print(f"different codes, taken for one: {len(wrong)}")
    for a, b in wrong[: options.show]:
        for number in (a, b):
            code, row = ways[number]
            print("  ", code, row["name"], "|", row.get("city"), "|", row["country"])
        print()


if __name__ == "__main__":
    main()

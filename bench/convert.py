#!/usr/bin/env python3
"""Generated load data as records: convert.py CSV_DIR [OUT]

Reads the CSV files of the load generator (countries, programmes, calls, organisations, projects, project_texts, participations,
results, indicators) and writes them in the registry's exchange format, JSON Lines, to OUT or standard output.

Nothing is made up. What the files don't state is left out: projects have no places of work, no themes and no target groups, since
`country_code` of a project is its coordinator's country. Three readings: the budgets of calls, whose currency isn't stated, are in
euro; `SIGNED` and `SUSPENDED` aren't among the registry's states, so the state of these projects follows from their dates; the
programme of a project is that of its call, a part of the one that the project names. The numbers of the rows become identifiers
of the scheme LOAD, by which a project or partner can be asked for.
"""
import csv, json, os, sys
from itertools import groupby

SOURCE = "load-data"
SCHEME = "LOAD"
PARTNER_KINDS = {"HES": "EDUCATION", "REC": "RESEARCH", "PRC": "COMPANY", "PUB": "PUBLIC_AUTHORITY", "OTH": "OTHER"}
STATES = {"CLOSED": "COMPLETED", "TERMINATED": "TERMINATED"}
ROLES = {"coordinator": "COORDINATOR", "participant": "PARTNER", "partner": "PARTNER", "thirdParty": "THIRD_PARTY", "associated": "ASSOCIATED_PARTNER"}
RESULT_KINDS = {"publication": "PUBLICATION", "deliverable": "DELIVERABLE", "event": "EVENT", "dataset": "OUTPUT", "software": "OUTPUT", "patent": "OUTPUT"}
UNITS = {"count": "COUNT", "persons": "PERSON", "tonnes": "TONNE", "fte": "FTE"}
UNKNOWN = "und"

folder = sys.argv[1]
out = open(sys.argv[2], "w", encoding="utf-8") if len(sys.argv) > 2 else sys.stdout


def rows(table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write(**record):
    out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def text(wording, language="en"):
    return [{"language": language, "text": wording}]


def euros(cents, currency="EUR"):
    # All currencies of the files have two digits.
    return {"amount": f"{int(cents) // 100}.{int(cents) % 100:02}", "currency": currency}


def cited(row):
    return [{"source": SOURCE, "recordId": row["id"]}]


def place_key(country, city):
    return f"city-{country.lower()}-{city}"


def references():
    write(source={"key": SOURCE, "publisher": "Load generator", "title": text("Generated data for load runs"), "language": "en"})
    write(identifierScheme={"code": SCHEME, "name": "Row number in the generated data", "unique": True})
    write(vocabulary={"code": "INDICATOR", "name": text("Indicators")})
    for code in sorted({row["code"] for row in rows("indicators")}):
        write(concept={"key": f"indicator-{code}", "vocabulary": "INDICATOR", "notation": code, "label": text(code)})
    for row in rows("countries"):
        write(place={"key": f"country-{row['code'].lower()}", "name": text(row["name"]), "kind": "COUNTRY", "country": row["code"]})
    for country, city in sorted({(row["country_code"], row["city"]) for row in rows("organisations")}):
        parent = f"country-{country.lower()}"
        write(place={"key": place_key(country, city), "name": text(city, UNKNOWN), "kind": "CITY", "country": country, "parent": parent})
    for row in rows("programmes"):
        parent = {"parent": f"programme-{row['parent_id']}"} if row["parent_id"] else {}
        write(programme={"key": f"programme-{row['id']}", "code": row["code"], "name": text(row["title"]), **parent, "sources": cited(row)})
    for row in rows("calls"):
        write(fundingCall={
            "key": f"call-{row['id']}", "identifier": row["code"], "title": text(row["title"]), "programme": f"programme-{row['programme_id']}",
            "opensOn": row["opens_on"], "deadlines": [{"on": row["closes_on"]}], "budget": euros(row["budget_cents"]), "sources": cited(row),
        })
    for row in rows("organisations"):
        write(partner={
            "key": f"partner-{row['id']}", "name": text(row["name"], UNKNOWN), "alternativeNames": text(row["short_name"], UNKNOWN),
            "kind": PARTNER_KINDS[row["kind"]], "country": row["country_code"], "place": place_key(row["country_code"], row["city"]),
            "identifiers": [{"scheme": SCHEME, "value": row["id"]}], "sources": cited(row),
        })


def indicators_by_result():
    found = {}
    for row in rows("indicators"):
        found.setdefault(row["result_id"], []).append((row["code"], UNITS[row["unit"]], row["target"], row["actual"]))
    return found


def results_by_project():
    found = {}
    for row in rows("results"):
        found.setdefault(row["project_id"], []).append((row["id"], row["kind"], row["title"], row["published_on"]))
    return found


def indicator(code, unit, target, actual):
    reached = {"actual": {"value": actual}} if actual else {}
    return {"key": code, "concept": f"indicator-{code}", "unit": unit, "target": {"value": target}, **reached}


def participation(row, currency):
    return {
        "key": row["id"], "partner": f"partner-{row['organisation_id']}", "role": ROLES[row["role"]], "statedRole": row["role"],
        "position": int(row["position"]) + 1, "grant": euros(row["share_cents"], currency),
    }


class ByProject:
    """The rows of a table that is in the order of the projects, one project at a time."""

    def __init__(self, table):
        self.groups = groupby(rows(table), lambda row: row["project_id"])
        self.project, self.ahead = next(self.groups, (None, ()))

    def of(self, project):
        if self.project != project:
            return []
        found = list(self.ahead)
        self.project, self.ahead = next(self.groups, (None, ()))
        return found


def projects():
    programme_of_call = {row["id"]: f"programme-{row['programme_id']}" for row in rows("calls")}
    results, indicators = results_by_project(), indicators_by_result()
    texts, participations = ByProject("project_texts"), ByProject("participations")
    for row in rows("projects"):
        wordings = texts.of(row["id"])
        status = {"status": STATES[row["status"]]} if row["status"] in STATES else {}
        write(project={
            "key": f"project-{row['id']}", "acronym": row["acronym"],
            "title": [wording for t in wordings for wording in text(t["title"], t["lang"])],
            "summary": [wording for t in wordings for wording in text(t["summary"], t["lang"])],
            **status, "period": {"start": row["start_date"], "end": row["end_date"]},
            "amounts": [
                {"kind": "TOTAL_COST", "money": euros(row["cost_cents"], row["currency"])},
                {"kind": "GRANT", "money": euros(row["grant_cents"], row["currency"])},
            ],
            "programmes": [programme_of_call[row["call_id"]]], "fundingCall": f"call-{row['call_id']}",
            "identifiers": [{"scheme": SCHEME, "value": row["id"]}],
            "participations": [participation(p, row["currency"]) for p in participations.of(row["id"])],
            "results": [
                {"key": id, "kind": RESULT_KINDS[kind], "title": text(title), "deliveredOn": day, "indicators": [indicator(*i) for i in indicators.get(id, [])]}
                for id, kind, title, day in results.get(row["id"], [])
            ],
            "sources": cited(row),
        })


write(format="inclusion-registry/1")
references()
projects()
out.close()

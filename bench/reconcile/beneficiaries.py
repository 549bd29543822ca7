"""Lists of beneficiaries and projects that are read by mappings."""
import glob, json, re

from .files import cents, sums, table, tree


def local(amount):
    """An amount such as `190.676,64` or `5.172.338,50 kn`."""
    return re.sub(r"[^\d,-]", "", amount)


def greece(data, registry):
    rows = table(data, "structural-funds/EL-2014-2020-ListOfOperations_20160513.csv.gz", ";", "windows-1253")
    columns = list(rows[0])
    number = lambda row: row[columns[4]].split("-")[0]
    yield "rows with their operations", len({number(row) for row in rows}), len(registry.projects)
    yield "participations", len({(number(row), row[columns[3]].strip()) for row in rows}), len(registry.all("participations"))
    yield "total cost", sums((local(row[columns[8]]), "EUR") for row in rows), registry.sums("TOTAL_COST")


def croatia(data, registry):
    rows = table(data, "structural-funds/HR-ESIF-2007-2020.csv.gz")
    projects = {(row["Naziv projekta"], row["Korisnik"], row["Datum ugovaranja"]): row for row in rows}.values()
    currency = lambda amount: "EUR" if "€" in amount else "HRK"
    of = lambda column: sums((local(row[column]), currency(row[column])) for row in projects)
    yield "rows with their projects", len(projects), len(registry.projects)
    numbers = {re.search(r"\((\d{11})\)$", row["Korisnik"].strip())[1] for row in rows}
    yield "beneficiaries", len(numbers), len(registry.partners)
    yield "grants", of("Bespovratna sredstva"), registry.sums("GRANT")
    yield "total cost", of("Ukupno prihvatljivi troškovi"), registry.sums("TOTAL_COST")
    counties = {(row["Naziv projekta"], row["Korisnik"], row["Županija"]) for row in rows}
    yield "projects by county", len(counties), sum(len(project["places"]) for project in registry.projects)


def thueringen(data, registry):
    rows = table(data, "structural-funds/DE-Thueringen-ESF-2014-2020.csv.gz")
    yield "projects", len(rows), len(registry.projects)
    cost = sums((local(row["Gesamtbetrag der förderfähigen Ausgaben des Vorhabens "]), "EUR") for row in rows)
    yield "total cost", cost, registry.sums("TOTAL_COST")


def interreg(data, registry):
    rows = tree(data, "interreg/rawdata.json")
    named = [row for row in rows if row["organisationsnamn"]]
    yield "projects", len({(row["program"], row["projektnamn"]) for row in rows}), len(registry.projects)
    yield "participations with a name", len(named), len(registry.all("participations"))
    yield "budgets of participations", sums((row["partnerbudget"], "EUR") for row in named), registry.parts("budget")


# Rows that speak of the trust fund as a whole.
WHOLE_FUND = {"", "EU Trust Fund for Africa Results Framework", "YEP Programmes"}
# Identifiers that are written in several ways. One of the list made by hand is written as the lists of Akvo write another.
MISSPELT = {"T05-EUTF- SAH-ML-13": "T05-EUTF-SAH-ML-13"}
MISSPELT_BY_HAND = {"T05-EUTF-HoA-SO-03": "T05-EUTF-HOA-SO-03"}


def trust_fund(data, registry):
    def rows(path, column="iati_id", misspelt=MISSPELT):
        for row in table(data, f"eutf-africa/{path}"):
            if row[column] not in WHOLE_FUND:
                id = "T05-EUTF-SAH-ML-01-04" if row[column].startswith("CTR -") else row[column]
                yield misspelt.get(id, id), row

    projects = list(rows("EUTF_projects_akvo.csv"))
    by_hand = list(rows("EUTF-Projects-Database-2022-01.csv", "ProjectID", MISSPELT_BY_HAND))
    results = [(id, row) for id, row in rows("EUTF_akvo_results.csv.gz") if row["result_type"] or row["title"]]
    countries = list(rows("EUTF_akvo_recipients.csv"))
    yield "projects", len({id for id, _ in projects + by_hand + results + countries}), len(registry.projects)
    budgets = {}
    for id, row in projects:
        is_decision = row["prefix"] == "DEC" or (not row["prefix"] and row["project_parent"].startswith("EU Trust"))
        if float(row["budget"] or 0):
            budgets.setdefault((id, "COMMITMENT" if is_decision else "BUDGET"), row["budget"])
    for id, row in by_hand:
        if float(row["ProjectBudget"] or 0):
            kind = "BUDGET" if (id, "BUDGET") in budgets and (id, "COMMITMENT") not in budgets else "COMMITMENT"
            budgets.setdefault((id, kind), row["ProjectBudget"])
    for kind in ("BUDGET", "COMMITMENT"):
        counted = sums((cents(amount), "EUR") for (_, of), amount in budgets.items() if of == kind)
        yield kind.lower(), counted, registry.sums(kind)
    title = lambda row: (row["result_type"] or row["title"]).strip()
    indicators = {(id, title(row), row["title"].strip()) for id, row in results}
    yield "results", len({(id, title(row)) for id, row in results}), len(registry.all("results"))
    yield "indicators", len(indicators), len(registry.all("results", "indicators"))


def records(data, registry):
    files = [json.load(open(path, encoding="utf-8")) for path in glob.glob(f"{data}/eubfr-records/*/*.json")]
    grants = [value.split()[0] for record in files for key, value in record.items() if key.startswith("EU Grant") and value]
    yield "projects", len(files), len(registry.projects)
    yield "grants", sums((amount, "EUR") for amount in grants), registry.sums("GRANT")


SETS = {
    "structural-funds-greece": (["structural-funds/EL-2014-2020-ListOfOperations_20160513.csv.gz"], greece),
    "structural-funds-croatia": (["structural-funds/HR-ESIF-2007-2020.csv.gz"], croatia),
    "structural-funds-thueringen": (["structural-funds/DE-Thueringen-ESF-2014-2020.csv.gz"], thueringen),
    "interreg": (["interreg"], interreg),
    "eutf-africa": (["eutf-africa"], trust_fund),
    "eubfr-records": (["eubfr-records"], records),
}

"""CORDIS: tables old and new, the network of Horizon 2020, XML, and the reference tables."""
import re
import xml.etree.ElementTree as ElementTree

from .files import euros, table

SPACE = {"c": "http://cordis.europa.eu"}


def code(row):
    """The Participant Identification Code, which one table has only in the address of a contact form."""
    return row.get("organisationID") or (re.search(r"/contact-form/project/(\d{9})/", row.get("contactForm") or "") or [None, None])[1]


def named(partners):
    return sum(partner.get("kind") != "NATURAL_PERSON" for partner in partners)


def links(registry, member, start=""):
    return sum(key.startswith(start) for project in registry.projects for key in project.get(member) or [])


def hopon(data, registry):
    projects = table(data, "cordis-horizon-hopon/projects.csv.gz", "|")
    parts = table(data, "cordis-horizon-hopon/orgs.csv.gz", "|")
    ids = {row["id"] for row in projects}
    fields = {(row["projectID"], row["euroSciVocCode"]) for row in table(data, "cordis-horizon-hopon/euroSciVoc.csv")}
    yield "projects", len(projects), len(registry.projects)
    yield "participations", len(parts), len(registry.all("participations"))
    yield "organisations", len({code(row) for row in parts if code(row)}), named(registry.partners)
    persons = sum(row["name"].startswith("[natural") for row in parts)
    yield "natural persons", persons, len(registry.partners) - named(registry.partners)
    yield "total cost", euros(row["totalCost"] for row in projects), registry.sums("TOTAL_COST")
    yield "grants of participations", euros(row["ecContribution"] for row in parts), registry.parts("grant")
    yield "fields of science", sum(project in ids for project, _ in fields), links(registry, "concepts", "euroscivoc")
    for role in sorted({row["role"] for row in parts}):
        kept = sum(part.get("statedRole") == role for part in registry.all("participations"))
        yield f"role {role}", sum(row["role"] == role for row in parts), kept


def full(data, registry):
    projects = table(data, "cordis-h2020-format/project.csv")
    parts = table(data, "cordis-h2020-format/organization.csv.gz")
    yield "projects", len({row["id"] for row in projects} | {row["projectID"] for row in parts}), len(registry.projects)
    yield "participations", len(parts), len(registry.all("participations"))
    yield "organisations", len({code(row) for row in parts if code(row)}), named(registry.partners)
    yield "total cost", euros(row["totalCost"] for row in projects), registry.sums("TOTAL_COST")
    yield "EU contribution", euros(row["ecMaxContribution"] for row in projects), registry.sums("EU_CONTRIBUTION")
    yield "grants of participations", euros(row["ecContribution"] for row in parts), registry.parts("grant")
    yield "net grants", euros(row["netEcContribution"] for row in parts), registry.sums("NET_EU_CONTRIBUTION")
    yield "budgets of participations", euros(row["totalCost"] for row in parts), registry.parts("budget")


def network(data, registry):
    parts = table(data, "cordis-h2020-network/h2020.csv.gz")
    projects = {}
    for row in parts:
        projects.setdefault(row["rcn"], row)
    programmes = {(row["rcn"], row["programme_part"]) for row in table(data, "cordis-h2020-network/programme_parts.csv.gz")}
    whole = sum(project.get("programmes") == ["programme-h2020"] for project in registry.projects)
    yield "projects", len(projects), len(registry.projects)
    yield "organisations", len({row["pic"] for row in parts}), len(registry.partners)
    yield "participations", len(parts), len(registry.all("participations"))
    yield "grants of participations", euros(row["contribution"] for row in parts), registry.parts("grant")
    yield "total cost", euros(row["total_cost"] for row in projects.values()), registry.sums("TOTAL_COST")
    yield "EU contribution", euros(row["max_contribution"] for row in projects.values()), registry.sums("EU_CONTRIBUTION")
    yield "programme parts", sum(rcn in projects for rcn, _ in programmes), links(registry, "programmes") - whole
    namibia = sum(partner.get("country") == "NA" for partner in registry.partners)
    yield "organisations in Namibia", len({row["pic"] for row in parts if row["country"] == "NA"}), namibia


def sidecars(data, registry):
    reports = table(data, "cordis-horizon-sidecars/reportSummaries.csv.gz")
    ids = {row["projectID"] for row in reports}
    bases = {(row["projectID"], row["legalBasis"]) for row in table(data, "cordis-horizon-sidecars/legalBasis.csv.gz")}
    fields = {(row["projectID"], row["euroSciVocCode"]) for row in table(data, "cordis-horizon-sidecars/euroSciVoc.csv.gz")}
    yield "projects with reports", len(ids), len(registry.projects)
    yield "report summaries", len(reports), len(registry.all("results"))
    yield "fields of science", sum(project in ids for project, _ in fields), links(registry, "concepts", "euroscivoc")
    yield "legal bases", sum(project in ids for project, _ in bases), links(registry, "programmes")


def xml(data, registry):
    root = ElementTree.parse(f"{data}/cordis-xml/project-101190685.xml")
    parts = root.findall("c:relations/c:associations/c:organization", SPACE)
    project = next(project for project in registry.projects if project["key"] == "eu-grant-101190685")
    yield "participations", len(parts), len(project["participations"])
    yield "grants of participations", euros(part.get("ecContribution") for part in parts), registry.parts("grant")
    yield "results", 1, len(registry.all("results"))


def reference(data, registry):
    topics = table(data, "reference/cordisref/cordisref-H2020topics.csv", ";")
    programmes = table(data, "reference/cordisref/cordisref-H2020programmes.csv", ";")
    is_programme = re.compile(r"(H2020-EU\.|H2020-Euratom|H2020-EC$|Euratom$)", re.IGNORECASE).match
    codes = [row["code"].strip() for row in programmes]
    codes_of_calls = [code for code in codes if not code.endswith("-Topics")] + [row["topicCode"].strip() for row in topics]
    calls = {code.lower() for code in codes_of_calls if not is_programme(code)}
    listed = {code.rstrip(".").lower() for code in codes if is_programme(code)}
    kept = sum((programme.get("code") or "").rstrip(".").lower() in listed for programme in registry.records["programme"])
    yield "calls", len(calls), len(registry.calls)
    yield "programmes", len(listed), kept


SETS = {
    "cordis-horizon-hopon": (["cordis-horizon-hopon"], hopon),
    "cordis-h2020-format": (["cordis-h2020-format"], full),
    "cordis-h2020-network": (["cordis-h2020-network"], network),
    "cordis-horizon-sidecars": (["cordis-horizon-sidecars"], sidecars),
    "cordis-xml": (["cordis-xml"], xml),
    "cordisref": (["reference/cordisref"], reference),
}

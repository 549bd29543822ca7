"""Activities by the IATI standard."""
import gzip, os
import xml.etree.ElementTree as ElementTree

from .files import sums

KINDS = {"2": "COMMITMENT", "3": "DISBURSEMENT", "4": "EXPENDITURE"}


def days(budget):
    return budget.find("period-start").get("iso-date"), budget.find("period-end").get("iso-date")


def amounts(activity):
    """The kind, amount and currency of budgets, without those that were revised, and of transactions."""
    revised = {days(budget) for budget in activity.findall("budget") if budget.get("type") == "2"}
    for budget in activity.findall("budget"):
        if budget.get("type") == "2" or days(budget) not in revised:
            yield "BUDGET", budget.find("value")
    for transaction in activity.findall("transaction"):
        yield KINDS.get(transaction.find("transaction-type").get("code"), "OTHER"), transaction.find("value")


def named(path):
    def compare(data, registry):
        path_ = os.path.join(data, path)
        root = ElementTree.parse(gzip.open(path_) if path.endswith(".gz") else path_).getroot()
        activities = [activity for activity in root.findall("iati-activity") if (activity.findtext("iati-identifier") or "").strip()]
        count = lambda name: sum(len(activity.findall(name)) for activity in activities)
        values = lambda name: sum(bool(value.get("value")) for activity in activities for value in activity.findall(name))
        yield "activities", len(activities), len(registry.projects)
        organisations = [part for activity in activities for part in activity.findall("participating-org")]
        known = sum(bool(part.get("ref") or "".join(part.itertext()).strip()) for part in organisations)
        yield "participations", known, len(registry.all("participations"))
        yield "results", count("result"), len(registry.all("results"))
        indicators = registry.all("results", "indicators")
        yield "indicators", count("result/indicator"), len(indicators)
        yield "baselines", count("result/indicator/baseline"), sum("baseline" in indicator for indicator in indicators)
        yield "targets", values("result/indicator/period/target"), len(registry.all("results", "indicators", "periods", "targets"))
        yield "actuals", values("result/indicator/period/actual"), len(registry.all("results", "indicators", "periods", "actuals"))
        stated = [
            (kind, value.text, value.get("currency") or activity.get("default-currency"))
            for activity in activities
            for kind, value in amounts(activity)
        ]
        for kind in sorted({kind for kind, _, _ in stated}):
            counted = sums((amount, currency) for of, amount, currency in stated if of == kind)
            yield kind.lower(), counted, registry.sums(kind)

    return [path], compare


FILES = [
    "gdihub-activity.xml",
    "worldbank-activity.xml",
    "ec-intpa-activity.xml",
    "fcdo-activity.xml",
    "iom-577-activities.xml.gz",
    "activity-standard-example-annotated-203.xml",
    "ssot-24-results-203.xml",
]
SETS = {f"iati-{name.split('.')[0]}": named(f"iati/{name}") for name in FILES}

"""Grants by the 360Giving standard."""
from .files import sums, table, tree


def whole(path):
    def compare(data, registry):
        grants = {grant["id"]: grant for grant in reversed(tree(data, path)["grants"]) if grant.get("id")}.values()
        parties = sum(len(grant["recipientOrganization"]) + len(grant["fundingOrganization"]) for grant in grants)
        stated = lambda member: sums((grant.get(member), grant["currency"]) for grant in grants)
        yield "grants", len(grants), len(registry.projects)
        yield "recipients and funders", parties, len(registry.all("participations"))
        yield "amounts awarded", stated("amountAwarded"), registry.sums("GRANT")
        yield "amounts disbursed", stated("amountDisbursed"), registry.sums("DISBURSEMENT")
        yield "award dates", sum("awardDate" in grant for grant in grants), sum("signedOn" in project for project in registry.projects)
        described = sum(bool(grant.get("description")) for grant in grants)
        yield "descriptions", described, sum("summary" in project for project in registry.projects)

    return [f"{path}"], compare


def flat(data, registry):
    grants = table(data, "360giving/fixtures/fundingproviders_grants_2_grants.csv")
    yield "grants", len(grants), len(registry.projects)
    yield "amounts awarded", sums((row["Amount Awarded"], row["Currency"]) for row in grants), registry.sums("GRANT")


SETS = {
    "360giving-lloyds": whole("360giving/grants-lloyds-bank-foundation.json.gz"),
    "360giving-power-to-change": whole("360giving/grants-power-to-change.json.gz"),
    "360giving-fixture": whole("360giving/fixtures/fundingproviders-grants_fixed_2_grants.json"),
    "360giving-csv": (["360giving/fixtures/fundingproviders_grants_2_grants.csv"], flat),
}

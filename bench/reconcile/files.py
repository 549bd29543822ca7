"""Files as Python reads them."""
import collections, csv, gzip, io, json, os
from decimal import ROUND_HALF_EVEN, Decimal

csv.field_size_limit(10**9)


def text(folder, path, encoding="utf-8-sig"):
    path = os.path.join(folder, path)
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding=encoding, newline="") as file:
        return file.read()


def table(folder, path, delimiter=",", encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO(text(folder, path, encoding), newline=""), delimiter=delimiter))


def tree(folder, path):
    return json.loads(text(folder, path), parse_float=Decimal, parse_int=Decimal)


def cents(value):
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def euros(values):
    """The sum of amounts with a decimal point or comma, each rounded to the cent; what is empty, `NA` or no number counts nothing."""
    return sums((value, "EUR") for value in values)


def sums(amounts):
    """Sums of amounts by currency."""
    found = collections.Counter()
    for amount, currency in amounts:
        if amount not in (None, "", "NA"):
            found[currency] += cents(str(amount).replace(",", "."))
    return {currency: f"{amount:.2f}" for currency, amount in sorted(found.items()) if amount}

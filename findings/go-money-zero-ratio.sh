#!/bin/sh
# Guess, written before running: 5 cents that are allocated in the ratios 0, 50, 50 are 0, 3, 2 in go-money
# and in dinero.js: a party without a share gets nothing of the remainder either.
# The guess was right for dinero.js and wrong for go-money. Seen: go-money hands the odd cent to the first
# party, so that the ratio 0 gets 1 cent and the others 2 each. The sum is right in both.
# Why it matters: an order's discount is allocated to its lines by their amounts, and a free line has the
# ratio 0. Here it would get a discount of one cent on nothing, a negative line.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'FILE'
module finding

go 1.21

require github.com/Rhymond/go-money v1.0.15
FILE
cat >main.go <<'FILE'
package main

import (
	"fmt"

	"github.com/Rhymond/go-money"
)

func main() {
	parts, err := money.New(5, money.EUR).Allocate(0, 50, 50)
	if err != nil {
		panic(err)
	}
	fmt.Print("go-money ")
	for _, part := range parts {
		fmt.Print(" ", part.Amount())
	}
	fmt.Println()
}
FILE
npm install --silent --no-audit --no-fund --prefix . dinero.js@2.0.2 >/dev/null
cat >look.mjs <<'FILE'
import { allocate, dinero, toSnapshot } from 'dinero.js'
import { EUR } from 'dinero.js/currencies'
const parts = allocate(dinero({ amount: 5, currency: EUR }), [0, 50, 50])
console.log('dinero.js', ...parts.map((part) => toSnapshot(part).amount))
FILE
seen=$(go run -mod=mod . && node look.mjs)
chmod -R u+w "$dir"
echo "go-money 1.0.15, dinero.js 2.0.2"
echo "$seen"
[ "$seen" = "go-money  1 2 2
dinero.js 0 3 2" ] || { echo "it behaves differently now" >&2; exit 1; }

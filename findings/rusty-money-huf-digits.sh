#!/bin/sh
# Guess, written before running: the ISO table of rusty-money (Rust) has the digits of ISO 4217 for every
# current currency.
# The guess was wrong. Seen: HUF has 0 digits (ISO: 2), MGA and MRU have 1 (ISO: 2), and currencies that
# came into use from 2021 to 2025 (VED, ZWG, XCG) are not in it.
# Why it matters: an order of 12,700.00 HUF is 1270000 in minor units. A program that reads such an amount
# with this table takes it for 1,270,000 forints, a hundred times as much. The digits belong beside the
# amount, as an order carries its exponent.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'FILE'
[package]
name = "finding"
version = "0.1.0"
edition = "2021"
[dependencies]
rusty-money = { version = "=0.4.2", features = ["iso"] }
FILE
cat >src/main.rs <<'FILE'
use rusty_money::{iso, Money};
fn main() {
    for code in ["EUR", "JPY", "KWD", "HUF", "MGA", "MRU", "VED", "ZWG", "XCG"] {
        match iso::find(code) {
            Some(currency) => println!("{} {}", code, currency.exponent),
            None => println!("{} is not there", code),
        }
    }
    println!("1270000 minor units of HUF are {}", Money::from_minor(1270000, iso::HUF).amount());
}
FILE
seen=$(cargo run --quiet)
echo "rusty-money 0.4.2"
echo "$seen"
[ "$seen" = "EUR 2
JPY 0
KWD 3
HUF 0
MGA 1
MRU 1
VED is not there
ZWG is not there
XCG is not there
1270000 minor units of HUF are 1270000" ] || { echo "it behaves differently now" >&2; exit 1; }

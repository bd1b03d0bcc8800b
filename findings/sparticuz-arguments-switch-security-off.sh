#!/usr/bin/env bash
# @sparticuz/chromium 147.0.0: `chromium.args`, which its README passes to launch, holds --disable-web-security and
# --disable-site-isolation-trials: what is tested under it never meets CORS, so a missing CORS header is not found.
# Seen: both
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund @sparticuz/chromium@147.0.0 >/dev/null 2>&1
seen=$(node --input-type=module -e '
import chromium from "@sparticuz/chromium"
console.log(chromium.args.filter(one => /^--disable-(web-security|site-isolation-trials)$/.test(one)).sort().join(" "))')
echo "@sparticuz/chromium 147.0.0: $seen"
[ "$seen" = '--disable-site-isolation-trials --disable-web-security' ]

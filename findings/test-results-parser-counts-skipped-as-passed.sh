#!/usr/bin/env bash
# test-results-parser 0.4.6 (npm), which brings JUnit files to chat rooms: where <testsuites> itself has no "skipped" attribute,
# skipped tests are counted as passed, although each <testsuite> counts them and each <testcase> says so.
# With the attribute they are skipped, and no longer part of the total.
# Seen: without it 2 passed, 0 skipped of 2; with it 1 passed, 1 skipped of 1
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund test-results-parser@0.4.6 >/dev/null
suite='<testsuite name="a" tests="2" failures="0" errors="0" skipped="1" time="1"><testcase name="one" classname="a" time="1"/><testcase name="two" classname="a" time="0"><skipped/></testcase></testsuite>'
echo "<testsuites tests=\"2\" failures=\"0\" time=\"1\">$suite</testsuites>" >without.xml
echo "<testsuites tests=\"2\" failures=\"0\" skipped=\"1\" time=\"1\">$suite</testsuites>" >with.xml
seen=$(node -e '
const { parse } = require("test-results-parser")
for (const file of ["without", "with"]) {
  const { total, passed, skipped } = parse({ type: "junit", files: [`${file}.xml`] })
  console.log(`${file}: ${passed} passed, ${skipped} skipped of ${total}`)
}')
echo "test-results-parser 0.4.6:"; echo "$seen"
[ "$seen" = 'without: 2 passed, 0 skipped of 2
with: 1 passed, 1 skipped of 1' ]

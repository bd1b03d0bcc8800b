#!/usr/bin/env bash
# JSON::PP 4.07 (core module of Perl 5.36): a text that was used in a numeric comparison is written as a number afterwards. A user id
# "42" that was checked with > 0 leaves the backend as 42, and a claim that must be a text is none.
# Seen: before {"id":"42"}, after {"id":42}
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
seen=$(/usr/bin/perl -MJSON::PP -e '
die "JSON::PP $JSON::PP::VERSION, Perl $]\n" unless $JSON::PP::VERSION == 4.07 && $] >= 5.036 && $] < 5.037;
my $claims = { id => "42" };
print "before ", encode_json($claims);
if ($claims->{id} > 0) { print ", after ", encode_json($claims), "\n" }')
echo "JSON::PP 4.07: $seen"
[ "$seen" = 'before {"id":"42"}, after {"id":42}' ]

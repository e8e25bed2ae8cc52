#!/usr/bin/env bash
# Everything that must hold: format, build with all analyzers, tests. Arguments go to the test runner, for example
#   ./test.sh -- --filter-namespace Weir.Tests.Mapping
# WEIR_KILLS=100 lengthens the crash test. Exits non-zero when anything fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
dotnet tool restore >/dev/null
dotnet csharpier check .
dotnet build Weir.slnx -nologo -v quiet
dotnet build src/Weir.Server -c Release -nologo -v quiet
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
code=0
dotnet test --project test/Weir.Tests --no-build "$@" 2>&1 | tee "$log" || code=$?
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed="$(count succeeded)" failed="$(count failed)" skipped="$(count skipped)"
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$code"

#!/usr/bin/env bash
# Everything that must hold: format, build with all analyzers, tests. Arguments go to the test runner, for example
#   ./test.sh -- --filter-namespace Weir.Tests.Mapping
# With arguments only the .NET tests run. The web interface is checked as well: format, lint, types, unit tests, and journeys in Chromium.
# WEIR_KILLS=100 lengthens the crash test. Exits non-zero when anything fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
dotnet tool restore >/dev/null
dotnet csharpier check .
log="$(mktemp)"
weblog="$(mktemp)"
trap 'rm -f "$log" "$weblog"' EXIT
code=0
web=no
if [ $# -eq 0 ]; then
  command -v npm >/dev/null || { echo "test.sh: npm was not found (Node.js 20.19 or newer)." >&2; exit 1; }
  web=yes
  cd web
  if ! cmp -s package-lock.json node_modules/.weir-lock; then
    npm ci --no-fund --no-audit
    cp package-lock.json node_modules/.weir-lock
  fi
  NO_COLOR=1 npm run --silent check 2>&1 | tee "$weblog"
  npm run --silent bundle
  cd ..
fi
dotnet build Weir.slnx -nologo -v quiet
dotnet build src/Weir.Server -c Release -nologo -v quiet
dotnet test --project test/Weir.Tests --no-build "$@" 2>&1 | tee "$log" || code=$?
if [ "$web" = yes ]; then
  if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  fi
  (cd web && NO_COLOR=1 CHROMIUM="$(command -v chromium)" npx playwright test) 2>&1 | tee -a "$weblog" || code=1
fi
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
# Vitest says "Tests  43 passed (43)", Playwright "16 passed (40s)".
webcount() { awk -v word="$1" '!/Test Files/ { for (i = 2; i <= NF; i++) if ($i == word && $(i - 1) ~ /^[0-9]+$/) n += $(i - 1) } END { print n + 0 }' "$weblog"; }
passed="$(count succeeded)" failed="$(count failed)" skipped="$(count skipped)"
echo "$((${passed:-0} + $(webcount passed))) passed, $((${failed:-0} + $(webcount failed))) failed, ${skipped:-0} skipped"
exit "$code"

#!/usr/bin/env bash
# Everything that must hold: format, build with all analyzers, tests. Prints how many passed; exits non-zero when anything fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
dotnet tool restore >/dev/null
dotnet csharpier check .
dotnet build Weir.slnx -nologo -v quiet
dotnet build src/Weir.Server -c Release -nologo -v quiet
dotnet test --project test/Weir.Tests --no-build "$@"

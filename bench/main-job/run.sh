#!/usr/bin/env bash
# Builds the measuring rig in Release and runs it; every argument goes to its `run` verb.
# Without arguments: 100,000 records, three rounds, all contenders (ours when WEIR names its program).
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build bench/main-job/Weir.MainJob -c Release -v quiet --nologo
arguments=("$@")
[ $# -gt 0 ] || arguments=(--records 100000 --repeat 3)
[ -z "${WEIR:-}" ] || arguments+=(--weir "$WEIR")
exec artifacts/bin/Weir.MainJob/release/Weir.MainJob run "${arguments[@]}"

#!/usr/bin/env bash
# Runs every test, two suites at a time, a line per suite as it ends, and ends with "N passed, N failed".
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ./test.sh [--full] [SUITE...]

  --full    also the long tests (marked run=full)
  SUITE     only suites whose name contains one of these words (for example: Imaging web)
TEXT
}

full=false
only=()
for argument in "$@"; do
    case "$argument" in
        --full) full=true ;;
        -h | --help) usage && exit 0 ;;
        -*) usage >&2 && exit 2 ;;
        *) only+=("$argument") ;;
    esac
done
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
# shellcheck source=tools/lib.sh
source tools/lib.sh

results=$PWD/artifacts/test-results
total_passed=0
total_failed=0
suite_limit=1800
[[ $full == false ]] || suite_limit=7200

# These begin servers and browsers, which watch many directories: of the watchers that a person may have (128 by default) there are enough for one of them at a time. They take turns, the
# longest first; the others run beside them, two suites at a time in all.
taking_turns=(Limner.EndToEnd.Tests Limner.Host.Tests Limner.Recovery.Tests Limner.Library.Tests Limner.Search.Tests Limner.Tagging.Tests)

install_requirements() {
    need_sdks
    if [[ $full == true ]]; then
        need python3-torch "the painting model is trained on a few names" test -d /usr/lib/python3/dist-packages/torch
        need python3-numpy "as python3-torch" test -d /usr/lib/python3/dist-packages/numpy
        need python3-pil "as python3-torch" test -d /usr/lib/python3/dist-packages/PIL
        need python3-onnx "as python3-torch" test -d /usr/lib/python3/dist-packages/onnx
    fi
    need ca-certificates "packages come over https" test -e /etc/ssl/certs/ca-certificates.crt
    need chromium "the end-to-end journeys run in a real browser" test -x /usr/bin/chromium
    need fonts-nanum "Hangul in the browser's screenshots" compgen -G '/usr/share/fonts/truetype/nanum/*.ttf'
    need shellcheck "the scripts are checked too" command -v shellcheck
    need util-linux "setsid and prlimit keep child processes within limits" command -v prlimit
    need libheif-examples "HEIC pictures are converted" command -v heif-convert
    need tesseract-ocr "text that the built-in networks do not read" command -v tesseract
    need tesseract-ocr-kor "Korean pages are read" test -e /usr/share/tesseract-ocr/5/tessdata/kor.traineddata
    need poppler-utils "PDF documents are read" command -v pdftotext
    need qpdf "outlines and names of pages of PDF documents" command -v qpdf
    need netpbm "BMP and other pictures are converted" command -v pamtopng
    install_missing
}

chosen() {
    ((${#only[@]})) || return 0
    local word
    for word in "${only[@]}"; do [[ $1 == *"$word"* ]] && return 0; done
    return 1
}

# report NAME PASSED FAILED SKIPPED SECONDS LOG: the suite's line, and its whole output when something failed.
report() {
    local name=$1 passed=$2 failed=$3 skipped=$4 seconds=$5 log=$6 note=
    ((skipped == 0)) || note=", $skipped skipped"
    printf '%-34s %5d passed, %d failed%s  (%d s)\n' "$name" "$passed" "$failed" "$note" "$seconds"
    total_passed=$((total_passed + passed))
    total_failed=$((total_failed + failed))
    if ((failed > 0)); then
        echo "---- $name: output ----"
        cat "$log"
        echo "---- end of $name ----"
    fi
}

# counted NAME STATUS PASSED FAILED SKIPPED SECONDS LOG: leaves the suite's result for report; a crash, a timeout or an empty suite is one failure more.
counted() {
    local name=$1 status=$2 passed=$3 failed=$4 skipped=$5 seconds=$6 log=$7
    if ((status != 0 && failed == 0)); then
        echo "the suite ended with status $status though no test failed" >>"$log"
        failed=1
    elif ((passed + failed == 0)); then
        echo "the suite ran no test" >>"$log"
        failed=1
    fi
    echo "$passed $failed $skipped $seconds" >"$results/$name.result"
}

# limited LOG COMMAND...: within the time that a suite has, its output in the log; who ends this process ends the command too.
limited() {
    local log=$1 child status=0
    shift
    timeout --kill-after=20 "$suite_limit" "$@" </dev/null >"$log" 2>&1 &
    child=$!
    # shellcheck disable=SC2064 # the child of now
    trap "kill $child 2>/dev/null; exit 143" TERM
    wait "$child" || status=$?
    trap - TERM
    return "$status"
}

# counter TRX NAME: one figure of the result file's <Counters .../>.
counter() { grep -o '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }

# dotnet_suite NAME
dotnet_suite() {
    local name=$1 log trx dll status=0 start=$SECONDS passed=0 failed=0 skipped=0
    log=$results/$name.log
    trx=$results/$name.trx
    dll=artifacts/bin/$name/release/$name.dll
    local filter=(--filter 'run!=full')
    [[ $full == false ]] || filter=()
    limited "$log" dotnet test "$dll" "${filter[@]}" --logger "trx;LogFileName=$trx" || status=$?
    if [[ -f $trx ]]; then
        passed=$(counter "$trx" passed)
        failed=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
        skipped=$(($(counter "$trx" total) - $(counter "$trx" executed)))
    fi
    counted "$name" "$status" "$passed" "$failed" "$skipped" $((SECONDS - start)) "$log"
}

web_suite() {
    local log=$results/web.log json=$results/web.json status=0 start=$SECONDS counts=(0 0 0)
    limited "$log" npm --prefix web exec -- vitest run --root web --reporter=default --reporter=json --outputFile.json="$json" || status=$?
    if [[ -f $json ]]; then
        # shellcheck disable=SC2016 # a JavaScript template, not the shell's
        read -ra counts < <(node -p 'const r = require(process.argv[1]); `${r.numPassedTests} ${r.numFailedTests} ${r.numPendingTests + r.numTodoTests}`' "$json")
    fi
    counted web "$status" "${counts[@]}" $((SECONDS - start)) "$log"
}

# scripts_suite: each shell script is one test.
scripts_suite() {
    local log=$results/scripts.log start=$SECONDS passed=0 failed=0 script
    : >"$log"
    while IFS= read -r script; do
        if shellcheck -x "$script" >>"$log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done < <(find . -name node_modules -prune -o -path ./artifacts -prune -o \( -name '*.sh' -o -path ./.ci/run \) -print | sort)
    counted scripts 0 "$passed" "$failed" 0 $((SECONDS - start)) "$log"
}

# training_suite: one test, in the long run alone.
training_suite() {
    local log=$results/training.log start=$SECONDS passed=0 failed=0
    if limited "$log" tools/training/paint/small-run.sh; then passed=1; else failed=1; fi
    counted training 0 "$passed" "$failed" 0 $((SECONDS - start)) "$log"
}

# suites: the names of all that were asked for, those that take turns first.
suites() {
    local all=(web scripts) name
    [[ $full == false ]] || all+=(training)
    while IFS= read -r name; do all+=("$(basename "$name" .csproj)"); done < <(find tests e2e -name node_modules -prune -o -name '*.Tests.csproj' -print | sort)
    for name in "${taking_turns[@]}" "${all[@]}"; do
        if [[ " ${all[*]} " == *" $name "* ]] && chosen "$name"; then echo "$name"; fi
    done | awk '!seen[$0]++'
}

takes_turns() { [[ " ${taking_turns[*]} " == *" $1 "* ]]; }

run_suite() {
    case $1 in
        web | scripts | training) "$1_suite" ;;
        *) dotnet_suite "$1" ;;
    esac
}

declare -A running=()
compiler=

# end_children: nothing that was started here outlives this script.
end_children() {
    local pid
    for pid in "${!running[@]}" ${compiler:+"$compiler"}; do kill "$pid" 2>/dev/null || true; done
    for pid in "${!running[@]}" ${compiler:+"$compiler"}; do wait "$pid" 2>/dev/null || true; done
}

# start_next QUEUE: begins the first of these names, if any is left.
start_next() {
    local -n queue=$1
    ((${#queue[@]})) || return 0
    run_suite "${queue[0]}" &
    running[$!]=${queue[0]}
    queue=("${queue[@]:1}")
}

# finish_one: waits until one of the running suites has ended and reports it.
finish_one() {
    local pid name result
    wait -n -p pid "${!running[@]}" || true
    name=${running[$pid]}
    unset "running[$pid]"
    if [[ ! -f $results/$name.result ]]; then
        echo "the suite ended without a result" >>"$results/$name.log"
        echo "0 1 0 0" >"$results/$name.result"
    fi
    read -ra result <"$results/$name.result"
    report "$name" "${result[@]}" "$results/$name.log"
    last=$name
}

# build_all: one process compiles all projects, with what it has learned from those before, rather than one for each; it ends with the build, or with this script.
build_all() {
    local pipe="limner-$$-$RANDOM" sdk
    sdk=$(dotnet --version)
    sdk=$(dotnet --list-sdks | sed -n "s|^${sdk//./\\.} \[\(.*\)\]\$|\1/$sdk|p")
    dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" -pipename:"$pipe" </dev/null >/dev/null 2>&1 &
    compiler=$!
    quietly "the build" dotnet build Limner.slnx -c Release -v quiet -clp:NoSummary -p:UseSharedCompilation=true -p:SharedCompilationId="$pipe"
    kill "$compiler" 2>/dev/null || true
    wait "$compiler" 2>/dev/null || true
    compiler=
}

trap end_children EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_requirements
build_web
restore_npm web
restore_npm e2e
say "building everything"
build_all
completed server "$(server_hash)"
rm -rf "$results"
mkdir -p "$results"

turns=()
others=()
while IFS= read -r name; do
    if takes_turns "$name"; then turns+=("$name"); else others+=("$name"); fi
done < <(suites)
last=
while true; do
    # Where one that takes its turn has ended, the next of these begins, and another of the others where one of them has.
    if [[ -z $last ]] || takes_turns "$last"; then start_next turns; fi
    if [[ -z $last ]] || ! takes_turns "$last"; then start_next others; fi
    ((${#running[@]})) || break
    finish_one
done

echo "$total_passed passed, $total_failed failed"
((total_failed == 0))

#!/usr/bin/env bash
# Runs every test, a line per suite, and ends with "N passed, N failed".
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
suite_limit=900
[[ $full == false ]] || suite_limit=7200

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

# counted NAME STATUS PASSED FAILED SKIPPED SECONDS LOG: a crash, a timeout or an empty suite is one failure more.
counted() {
    local name=$1 status=$2 passed=$3 failed=$4 skipped=$5 seconds=$6 log=$7
    if ((status != 0 && failed == 0)); then
        echo "the suite ended with status $status though no test failed" >>"$log"
        failed=1
    elif ((passed + failed == 0)); then
        echo "the suite ran no test" >>"$log"
        failed=1
    fi
    report "$name" "$passed" "$failed" "$skipped" "$seconds" "$log"
}

# counter TRX NAME: one figure of the result file's <Counters .../>.
counter() { grep -o '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }

# dotnet_suite PROJECT_FILE
dotnet_suite() {
    local name log trx dll status=0 start=$SECONDS passed=0 failed=0 skipped=0
    name=$(basename "$1" .csproj)
    chosen "$name" || return 0
    log=$results/$name.log
    trx=$results/$name.trx
    dll=artifacts/bin/$name/release/$name.dll
    local filter=(--filter 'run!=full')
    [[ $full == false ]] || filter=()
    timeout --kill-after=20 "$suite_limit" dotnet test "$dll" "${filter[@]}" --logger "trx;LogFileName=$trx" \
        </dev/null >"$log" 2>&1 || status=$?
    if [[ -f $trx ]]; then
        passed=$(counter "$trx" passed)
        failed=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
        skipped=$(($(counter "$trx" total) - $(counter "$trx" executed)))
    fi
    counted "$name" "$status" "$passed" "$failed" "$skipped" $((SECONDS - start)) "$log"
}

web_suite() {
    chosen web || return 0
    local log=$results/web.log json=$results/web.json status=0 start=$SECONDS counts=(0 0 0)
    timeout --kill-after=20 "$suite_limit" npm --prefix web exec -- vitest run --root web --reporter=default --reporter=json --outputFile.json="$json" \
        </dev/null >"$log" 2>&1 || status=$?
    if [[ -f $json ]]; then
        # shellcheck disable=SC2016 # a JavaScript template, not the shell's
        read -ra counts < <(node -p 'const r = require(process.argv[1]); `${r.numPassedTests} ${r.numFailedTests} ${r.numPendingTests + r.numTodoTests}`' "$json")
    fi
    counted web "$status" "${counts[@]}" $((SECONDS - start)) "$log"
}

# scripts_suite: each shell script is one test.
scripts_suite() {
    chosen scripts || return 0
    local log=$results/scripts.log start=$SECONDS passed=0 failed=0 script
    : >"$log"
    while IFS= read -r script; do
        if shellcheck -x "$script" >>"$log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done < <(find . -name node_modules -prune -o -path ./artifacts -prune -o \( -name '*.sh' -o -path ./.ci/run \) -print | sort)
    counted scripts 0 "$passed" "$failed" 0 $((SECONDS - start)) "$log"
}

# training_suite: one test, in the long run alone.
training_suite() {
    [[ $full == true ]] && chosen training || return 0
    local log=$results/training.log start=$SECONDS passed=0 failed=0
    if timeout --kill-after=20 "$suite_limit" tools/training/paint/small-run.sh </dev/null >"$log" 2>&1; then passed=1; else failed=1; fi
    counted training 0 "$passed" "$failed" 0 $((SECONDS - start)) "$log"
}

install_requirements
build_web
restore_npm web
restore_npm e2e
say "building everything"
quietly "the build" dotnet build Limner.slnx -c Release -v quiet -clp:NoSummary
completed server "$(server_hash)"
rm -rf "$results"
mkdir -p "$results"

scripts_suite
training_suite
web_suite
while IFS= read -r project; do dotnet_suite "$project"; done < <(find tests -name '*.Tests.csproj' | sort && find e2e -name '*.Tests.csproj' | sort)

echo "$total_passed passed, $total_failed failed"
((total_failed == 0))

# Shared by run.sh, test.sh and bench/run.sh. Sourced, never run: the sourcing script has set -euo pipefail and stands in the repository root.
# shellcheck shell=bash

# The SDK needs libicu unless told otherwise, and Limner is built culture-invariant anyway. Build workers end with the build.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
export NPM_CONFIG_UPDATE_NOTIFIER=false NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false

server_dll=artifacts/bin/Limner.Host/release/limner.dll
stamps=artifacts/stamps

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

die() {
    printf 'limner: %s\n' "$*" >&2
    exit 1
}

# need_sdks: the two things that apt on Debian 12 cannot give in the versions needed.
need_sdks() {
    command -v dotnet >/dev/null ||
        die "the .NET 10 SDK is missing (it builds and runs the server): https://dotnet.microsoft.com/download, then put dotnet on the PATH"
    dotnet --version >/dev/null 2>&1 ||
        die "the .NET SDK found does not satisfy global.json (10.0.100 or a later 10.0): $(dotnet --list-sdks | tr '\n' ' ')"
    command -v npm >/dev/null ||
        die "Node.js 20 or later with npm is missing (it builds the web client and fetches the native libraries): https://nodejs.org/download"
    node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
        die "Node.js 20 or later is needed, found $(node --version): https://nodejs.org/download"
}

# need PACKAGE REASON TEST...: notes the Debian package for installation unless TEST succeeds.
missing=()
need() {
    local package=$1 reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        say "missing: $package ($reason)"
        missing+=("$package")
    fi
}

# install_missing: installs what need() noted; does nothing, and asks for nothing, when all is there.
install_missing() {
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || die "install these by your system's means: ${missing[*]}"
    local root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "run as root, or install by hand: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    local install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}")
    say "installing with apt: ${missing[*]}"
    # The package lists of a fresh machine are empty or old: fetch them only when the first attempt says so.
    "${install[@]}" </dev/null >/dev/null 2>&1 || {
        "${root[@]}" apt-get update -qq </dev/null
        "${install[@]}" </dev/null >/dev/null
    } || die "apt could not install: ${missing[*]}"
    missing=()
}

# sources_hash PATH...: one hash over names and contents, build products left out.
sources_hash() {
    find "$@" \( -name node_modules -o -name dist -o -name obj -o -name bin \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# changed NAME HASH: whether the step NAME was last completed for another HASH.
changed() { [[ ! -f $stamps/$1 || $(<"$stamps/$1") != "$2" ]]; }

completed() {
    mkdir -p "$stamps"
    printf '%s\n' "$2" >"$stamps/$1"
}

# quietly STEP COMMAND...: the command's output only if it fails.
quietly() {
    local step=$1 log
    shift
    log=$(mktemp)
    if ! "$@" </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "$step failed (its output is above)"
    fi
    rm -f "$log"
}

# restore_npm DIRECTORY: its packages as the lockfile pins them, none of their scripts run.
restore_npm() {
    local hash
    hash=$(sources_hash "$1/package.json" "$1/package-lock.json")
    if [[ -d $1/node_modules ]] && ! changed "$1-packages" "$hash"; then return 0; fi
    say "restoring the npm packages of $1/"
    quietly "npm ci in $1/" npm --prefix "$1" ci --ignore-scripts
    completed "$1-packages" "$hash"
}

build_web() {
    local hash
    hash=$(sources_hash web)
    if [[ -f web/dist/index.html ]] && ! changed web "$hash"; then return 0; fi
    restore_npm web
    say "building the web client"
    quietly "the build of the web client" npm --prefix web run build
    completed web "$hash"
}

server_hash() {
    sources_hash src tools models "$stamps/web" Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt global.json
}

# build_server: skipped when no source changed, so that a second start takes a second.
build_server() {
    local hash
    hash=$(server_hash)
    if [[ -f $server_dll ]] && ! changed server "$hash"; then return 0; fi
    say "restoring and building the server (the first time takes a few minutes)"
    quietly "the build of the server" dotnet build src/Limner.Host -c Release -v quiet -clp:NoSummary
    completed server "$hash"
}

#!/usr/bin/env bash
# Builds Limner and starts it. See usage below; nothing is rebuilt that did not change.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ./run.sh [--build-only] [--urls URL] [--data DIR] [FOLDER...]

Builds what changed, starts the server and registers the folders (default: samples/).
  --build-only   stop after the build
  --urls URL     where to listen (default http://127.0.0.1:8080)
  --data DIR     catalogue, thumbnails, config.ini and logs (default ./data)
Ctrl-C stops the server.
TEXT
}

urls=http://127.0.0.1:8080
data=
build_only=false
folders=()
while (($#)); do
    case "$1" in
        --build-only) build_only=true ;;
        --urls) urls=${2:?--urls needs an address} && shift ;;
        --data) data=${2:?--data needs a directory} && shift ;;
        -h | --help) usage && exit 0 ;;
        --) shift && folders+=("$@") && break ;;
        -*) usage >&2 && exit 2 ;;
        *) folders+=("$1") ;;
    esac
    shift
done
# Relative to where the caller stands, before going to the repository.
for i in "${!folders[@]}"; do
    [[ -d ${folders[i]} ]] || { echo "limner: not a directory: ${folders[i]}" >&2 && exit 2; }
    folders[i]=$(realpath -- "${folders[i]}")
done
[[ -z $data ]] || data=$(realpath -m -- "$data")
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
# shellcheck source=tools/lib.sh
source tools/lib.sh
((${#folders[@]})) || folders=("$PWD/samples")
data=${data:-$PWD/data}

install_requirements() {
    need_sdks
    need ca-certificates "packages come over https" test -e /etc/ssl/certs/ca-certificates.crt
    need util-linux "setsid and prlimit keep child processes within limits" command -v prlimit
    need libstdc++6 "libvips and ONNX Runtime are C++" compgen -G '/usr/lib/*/libstdc++.so.6'
    install_missing
    # What the server can do without: it names the package where a picture would need it.
    need libheif-examples "HEIC pictures" command -v heif-convert
    need libraw-bin "camera raw files without a preview inside" command -v dcraw_emu
    need netpbm "BMP, ICO, PNM, PCX and TGA pictures" command -v pamtopng
    need poppler-utils "PDF documents" command -v pdftotext
    need qpdf "outlines and names of pages of PDF documents" command -v qpdf
    need tesseract-ocr "text in pictures that is neither Latin nor Chinese" command -v tesseract
    need tesseract-ocr-kor "Korean text in pictures" test -e /usr/share/tesseract-ocr/5/tessdata/kor.traineddata
    (install_missing) || say "going on without: ${missing[*]}"
    missing=()
}

# answers URL: whether it answers with 200.
answers() {
    node -e 'fetch(process.argv[1]).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1" 2>/dev/null
}

# open_port URL: whether somebody listens there already.
open_port() {
    node -e 'const u = new URL(process.argv[1]); const s = require("net").connect(u.port || 80, u.hostname);
        s.on("connect", () => process.exit(0)); s.on("error", () => process.exit(1))' "$1" 2>/dev/null
}

start_server() {
    # An address that means "every interface" is reached through the loopback.
    local address=${urls%%;*}
    address=$(sed -E 's#//(0\.0\.0\.0|\*|\+|\[::\])#//127.0.0.1#' <<<"${address%/}")
    ! open_port "$address" || die "something listens on $address already: stop it, or choose another address with --urls"

    local arguments=(serve --data "$data" --urls "$urls") folder
    for folder in "${folders[@]}"; do arguments+=(--folder "$folder"); done
    dotnet "$server_dll" "${arguments[@]}" </dev/null &
    server=$!
    stopping=false
    trap 'stopping=true; kill -TERM "$server" 2>/dev/null || true' INT TERM

    until answers "$address/health/ready"; do
        if ! kill -0 "$server" 2>/dev/null; then
            [[ $stopping == false ]] || exit 0
            die "the server stopped before it was ready (its log is above and in $data)"
        fi
        sleep 0.2
    done
    say "Limner is ready: $address"
    say "folders: ${folders[*]}"
    say "data: $data   (Ctrl-C stops it)"
    # The first wait ends when a signal arrives, the second when the server has shut down.
    local status=0
    wait "$server" || status=$?
    while kill -0 "$server" 2>/dev/null; do
        status=0
        wait "$server" || status=$?
    done
    [[ $stopping == false ]] || status=0
    return "$status"
}

install_requirements
build_web
build_server
if [[ $build_only == true ]]; then
    say "built: $server_dll"
else
    start_server
fi

#!/usr/bin/env bash
# usage: bench/pictures-of-packages.sh DIR LIST
# Fetches into DIR the Debian and npm packages that LIST names (in a column: deb/NAME/..., npm/NAME@VERSION/..., the slash of a scope written +) and unpacks
# them. Their pictures are only looked at: nothing of them is kept in the repository.
set -euo pipefail
directory=${1:?} list=${2:?}
while IFS=/ read -r kind name; do
    to=$directory/$kind/$name
    [[ ! -d $to ]] || continue
    fetched=$(mktemp -d)
    case $kind in
        deb) (cd "$fetched" && apt-get -qq -o APT::Sandbox::User=root download "$name" && dpkg-deb -x ./*.deb content) ;;
        npm) (cd "$fetched" && npm pack --silent "${name/+//}" >/dev/null && mkdir content && tar -xzf ./*.tgz -C content) ;;
    esac
    mkdir -p "$(dirname "$to")"
    mv "$fetched/content" "$to"
    rm -rf "$fetched"
done < <(grep -v '^#' "$list" | grep -oE '\b(deb|npm)/[^/]+' | sort -u)

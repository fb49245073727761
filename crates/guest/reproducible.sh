#!/usr/bin/env bash
# The same sources give the same policy.wasm, wherever they are: builds it from nothing in another folder,
# whose path is longer, and compares it with the one that is here.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR

# What git knows and what it would add, as it is now.
folder="$work/another/folder/with-a-much-longer-path"
mkdir -p "$folder"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    if [[ -e $file ]]; then printf '%s\0' "$file"; fi
  done | tar --create --null --files-from - | tar --extract --directory "$folder"
# The same tools that npm has installed here.
mkdir "$folder/playground/node_modules"
cp -R playground/node_modules/. "$folder/playground/node_modules"

echo "building policy.wasm once more"
make --no-print-directory -C "$folder" policy.wasm > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmp policy.wasm "$folder/policy.wasm"
sha256sum policy.wasm

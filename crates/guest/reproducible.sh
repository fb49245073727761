#!/usr/bin/env bash
# Checks that the same sources give the same policy.wasm everywhere: builds it from scratch in another
# folder with a longer path, and compares the result with the existing one.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR

# Tracked and untracked files that are not ignored, in their current state.
folder="$work/another/folder/with-a-much-longer-path"
mkdir -p "$folder"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    if [[ -e $file ]]; then printf '%s\0' "$file"; fi
  done | tar --create --null --files-from - | tar --extract --directory "$folder"
# The npm tools that are installed here.
mkdir "$folder/playground/node_modules"
cp -R playground/node_modules/. "$folder/playground/node_modules"

echo "building policy.wasm once more"
make --no-print-directory -C "$folder" policy.wasm > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmp policy.wasm "$folder/policy.wasm"
sha256sum policy.wasm

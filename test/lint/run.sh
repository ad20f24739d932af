#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [RULE...]: npm run lint. Holds the tree, what git does not know yet too, against these rules, or against all.
# All run, whatever fails; each prints its name, what it found and its time.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=test/setup/stage.sh
source test/setup/stage.sh
export PATH=$PWD/node_modules/.bin:$PATH
rules=(biome tsc clang-format shellcheck shfmt knip imports markdownlint cspell actionlint)

# files PATTERN...: of the tree, or all.
files() {
  git ls-files --cached --others --exclude-standard --deduplicate -- "$@" |
    while IFS= read -r file; do if [[ -f $file ]]; then echo "$file"; fi; done
}

# By their names or by their first lines.
scripts() {
  files | xargs -d '\n' awk '
    FNR == 1 && (FILENAME ~ /\.sh$/ || /^#!.*sh$/) { print FILENAME }
    { nextfile }'
}

# over LIST COMMAND...: the command with the lines of the list as its last arguments.
over() {
  local list
  list=$("$1")
  xargs -d '\n' -r "${@:2}" <<<"$list"
}

c_files() { files '*.c' '*.h'; }
documents() { files '*.md'; }
workflows() { files '.github/workflows/*.yml'; }

check_biome() {
  local output status=0
  output=$(biome ci --colors=off --error-on-warnings 2>&1) || status=$?
  echo "$output"
  # There is no option by which what biome calls an info fails.
  [[ $status -eq 0 && $output != *Found*info* ]]
}
check_tsc() { tsc --noEmit --incremental --tsBuildInfoFile node_modules/.cache/tsc.tsbuildinfo; }
check_clang_format() { over c_files clang-format --dry-run -Werror; }
check_shellcheck() { over scripts shellcheck -x; }
check_shfmt() { over scripts shfmt -i 2 -ci -d; }
check_knip() {
  local status=0
  knip --config test/lint/knip.jsonc --treat-config-hints-as-errors || status=$?
  # What only tests use.
  knip --config test/lint/knip.jsonc --treat-config-hints-as-errors --production --strict || status=$?
  return $status
}
check_imports() { node test/lint/imports.mjs; }
check_markdownlint() { over documents markdownlint-cli2 --config test/lint/.markdownlint-cli2.jsonc; }
check_cspell() {
  local status=0
  LC_ALL=C sort --check --unique test/lint/words.txt || status=$?
  files | cspell --config test/lint/cspell.jsonc --no-progress --no-summary --file-list stdin || status=$?
  return $status
}
check_actionlint() { over workflows "$(bash test/setup/go-tool.sh actionlint)"; }

for rule in "$@"; do
  if [[ " ${rules[*]} " != *" $rule "* ]]; then
    echo "lint: no rule $rule; the rules are ${rules[*]}" >&2
    exit 2
  fi
done
if [[ ! -d node_modules/.bin ]]; then
  echo 'lint: run npm ci first' >&2
  exit 1
fi
if [[ $# -eq 0 ]]; then set -- "${rules[@]}"; fi

started=$EPOCHREALTIME
outputs=$(mktemp -d)
trap 'rm -rf "$outputs"' EXIT
bash test/setup/packages.sh lint

# What a rule prints is not between what others print.
check() {
  local status
  set +e
  (stage "$1" "check_${1//-/_}") &>"$outputs/$1"
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then touch "$outputs/$1.failed"; fi
  flock "$outputs" cat "$outputs/$1"
}

for rule in "$@"; do
  while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
  check "$rule" &
done
wait

failed=$(find "$outputs" -name '*.failed' -printf '%f\n' | sort | sed 's/[.]failed$//' | xargs)
echo "lint: $# rules, $(seconds_since "$started")${failed:+, failed: $failed}"
[[ -z $failed ]]

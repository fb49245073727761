#!/usr/bin/env bats
# The annotated policy in kwctl. `make e2e` builds what this needs, and runs it where kwctl is installed:
# every scenario that kwctl can express, with the answers of the cluster recorded. `kwctl run` exits with 0
# whether it accepts or rejects: kwctl-cases reads what it prints.

setup_file() {
  bats_require_minimum_version 1.5.0
  # A session that is not there goes unnoticed.
  test -d "$CASES"
}

# Runs kwctl on a case; what it prints is then in $answer, and its log in $log.
run_case() {
  local case=$1 arguments
  answer=$BATS_TEST_TMPDIR/answer.json
  log=$BATS_TEST_TMPDIR/log
  mapfile -t arguments < "$case/arguments"
  test -f "$case/session.yml"
  kwctl run "${arguments[@]}" \
    --request-path "$case/request.json" \
    --settings-path "$case/settings.json" \
    --replay-host-capabilities-interactions "$case/session.yml" \
    "$POLICY" > "$answer" 2> "$log"
}

# Judges every case of a folder; each one that differs is told.
judge() {
  local case failed=0 count=0
  for case in "$CASES/$1"/*/; do
    count=$((count + 1))
    if ! run_case "$case"; then
      echo "$case: kwctl failed"
      cat "$log"
    elif ! "$KWCTL_CASES" check "$case" "$answer"; then
      echo "$case: another answer"
    else
      continue
    fi
    failed=$((failed + 1))
  done
  echo "$count cases, $failed failed"
  [ "$count" -gt 0 ]
  [ "$failed" -eq 0 ]
}

@test "accepts what the scenarios accept" {
  judge accepted
}

@test "rejects what the scenarios reject, with their messages" {
  judge rejected
}

@test "changes what the scenarios change" {
  judge mutated
}

@test "refuses the settings that the scenarios refuse, with their messages" {
  local case count=0
  for case in "$CASES/refused"/*/; do
    count=$((count + 1))
    if run_case "$case"; then
      echo "$case: kwctl took the settings"
      return 1
    fi
    "$KWCTL_CASES" refused "$case" "$log"
  done
  [ "$count" -gt 0 ]
}

@test "inspect shows the metadata" {
  run --separate-stderr kwctl inspect --output yaml "$POLICY"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ "$output" == *"protocolVersion: v1"* ]]
  [[ "$output" == *"io.kubewarden.policy.title: service-account-token-policy"* ]]
  [[ "$output" == *"io.kubewarden.policy.version: $VERSION"* ]]
  [[ "$output" == *"executionMode: kubewarden-wapc"* ]]
  [[ "$output" == *"pods/ephemeralcontainers"* ]]
  [[ "$output" == *"kind: ClusterRoleBinding"* ]]
}

@test "scaffold manifest writes a policy" {
  run --separate-stderr kwctl scaffold manifest --type ClusterAdmissionPolicy --allow-context-aware \
    --settings-json '{"allow": {"podAuthor": "none"}}' "$POLICY"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ "$output" == *"apiVersion: policies.kubewarden.io/v1"* ]]
  [[ "$output" == *"kind: ClusterAdmissionPolicy"* ]]
  [[ "$output" == *"name: service-account-token-policy"* ]]
  [[ "$output" == *"mutating: false"* ]]
  [[ "$output" == *"podAuthor: none"* ]]
  [[ "$output" == *"contextAwareResources:"*"kind: ServiceAccount"* ]]
}

@test "scaffold manifest writes a policy of a namespace" {
  run --separate-stderr kwctl scaffold manifest --type AdmissionPolicy --settings-json '{"optOutAt": "pod"}' "$POLICY"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ "$output" == *"kind: AdmissionPolicy"* ]]
  [[ "$output" == *"optOutAt: pod"* ]]
}

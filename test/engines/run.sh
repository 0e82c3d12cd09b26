#!/usr/bin/env bash
# Runs the tests of the engines: starts Slurm with two nodes and a Redis server, all on this machine
# and in a folder of its own, runs test/engines/*.test.ts (or the files named) against `dist/`, and
# stops everything. With CI=true or APEBENCH_INSTALL=1 it installs Debian's packages where they are
# missing; elsewhere the tests of what is missing are skipped and say so. Tests find the folder of
# the daemons in APEBENCH_TEST_SLURM, a Redis server of theirs in APEBENCH_TEST_REDIS.
#
#   test/engines/run.sh [FILES]      tests
#   test/engines/run.sh -- COMMAND   any command, with the same daemons
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(munge slurmctld slurmd slurm-client redis-server parallel)
export PATH="$PATH:/usr/sbin"

# Whether all these programs are there.
have() {
  for program in "$@"; do command -v "$program" > /dev/null || return 1; done
}
have_slurm() { have munged slurmctld slurmd sbatch; }
may_install=${CI:-}${APEBENCH_INSTALL:-}

if [ -n "$may_install" ] && have apt-get && ! { have_slurm && have redis-server parallel; }; then
  # Packages start their daemons, unless a policy says no: ours are started by hand.
  (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap 'rm -f $policy' EXIT
      printf '#!/bin/sh\nexit 101\n' > $policy
      chmod 755 $policy
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
  )
fi

# slurm.conf takes no path with a blank, and a socket's path is short: not in TMPDIR.
dir=$(mktemp -d /tmp/apebench-engines.XXXXXX)
daemons=()
# Started by this script alone, and stopped by its id.
start() {
  "$@" >> "$dir/log/daemons.log" 2>&1 &
  daemons+=($!)
  # The shell has nothing to say of how it ends.
  disown
}
# Processes that were started with our configuration of Slurm.
of_this_cluster() {
  for file in /proc/[0-9]*/environ; do
    if grep -qzxF "SLURM_CONF=$dir/slurm.conf" "$file" 2> /dev/null; then
      basename "$(dirname "$file")"
    fi
  done
}
finish() {
  trap - EXIT
  if [ -e "$dir/slurm.conf" ]; then
    # A daemon that goes before its jobs have ended waits for them for ever.
    timeout 20 scancel --quiet --user="$(id -un)" || true
    for _ in $(seq 60); do
      jobs=$(timeout 5 squeue --noheader 2> /dev/null) && [ -n "$jobs" ] || break
      sleep 0.5
    done
  fi
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do kill "${daemons[i]}" 2> /dev/null || true; done
  for _ in $(seq 50); do kill -0 "${daemons[@]}" 2> /dev/null || break; sleep 0.1; done
  # What is left of these, daemons that tests have started anew, and jobs that nobody ended.
  for pid in "${daemons[@]}" $(of_this_cluster); do kill -KILL "$pid" 2> /dev/null || true; done
  if [ -n "${APEBENCH_KEEP:-}" ]; then echo "logs are in $dir"; else rm -rf "$dir"; fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$dir/log"

# Of ports that nobody listens to.
port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })'
}

if have_slurm; then
  mkdir -p "$dir"/state "$dir"/spool/n1 "$dir"/spool/n2
  (umask 077 && head -c 128 /dev/urandom > "$dir/munge.key")
  start munged --foreground --force --socket="$dir/munge.socket" --key-file="$dir/munge.key" \
    --pid-file="$dir/munge.pid" --log-file="$dir/log/munged.log" --seed-file="$dir/munge.seed"
  sed -e "s|@DIR@|$dir|g" -e "s|@HOST@|$(hostname -s)|g" -e "s|@USER@|$(id -un)|g" \
    -e "s|@ARRAY@|${APEBENCH_TEST_ARRAY:-6}|" \
    -e "s|@PORT@|$(port)|" -e "s|@PORT1@|$(port)|" -e "s|@PORT2@|$(port)|" \
    test/engines/slurm-two-nodes.conf > "$dir/slurm.conf"
  export SLURM_CONF="$dir/slurm.conf"
  for _ in $(seq 50); do [ -S "$dir/munge.socket" ] && break; sleep 0.1; done
  start slurmctld -D -c -f "$SLURM_CONF"
  for node in n1 n2; do start slurmd -D -N $node -f "$SLURM_CONF"; done
  for _ in $(seq 150); do
    [ "$(sinfo --noheader --format=%T 2> /dev/null)" = idle ] && break
    sleep 0.2
  done
  sinfo
  export APEBENCH_TEST_SLURM="$dir"
elif [ -n "$may_install" ]; then
  echo 'Slurm is not installed' >&2
  exit 1
fi

if have redis-server; then
  redis=$(port)
  start redis-server --bind 127.0.0.1 --port "$redis" --save '' --dir "$dir"
  export APEBENCH_TEST_REDIS="redis://127.0.0.1:$redis"
fi

if [ "${1:-}" = -- ]; then
  shift
  "$@"
else
  [ $# -gt 0 ] || set -- test/engines/*.test.ts
  node --import tsx --test --test-concurrency=1 --test-reporter=spec "$@"
fi

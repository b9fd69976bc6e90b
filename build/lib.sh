# shellcheck shell=bash
# What the scripts in this folder share: steps with their time, what must be
# installed, the pinned tools, and the builds. Sourced, never run.

set -euo pipefail
shopt -s inherit_errexit 2>/dev/null || true # the bash of macOS does not know it

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN="$ROOT/build/bin"
cd "$ROOT"
mkdir -p "$BIN"

WAILS_VERSION=v2.16.0
GOLANGCI_VERSION=v2.15.0
GOVULNCHECK_VERSION=v1.8.0
GOTESTSUM_VERSION=v1.13.0

export LC_ALL=C.UTF-8
# A checkout that belongs to somebody else makes git refuse, and go build with it.
git -C "$ROOT" rev-parse --verify -q HEAD >/dev/null 2>&1 || export GOFLAGS="${GOFLAGS:-} -buildvcs=false"

# What ships has no paths of this machine in it. Everything else is built without
# them too, so that no package is built twice for that.
export GOFLAGS="${GOFLAGS:-} -trimpath"

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# --- steps -------------------------------------------------------------------

STEPS=()   # "result<tab>seconds<tab>name"
PASSED=0
FAILED=0

KEEP_GOING= # set where what follows a failed step is worth knowing too
FAILURES=" " # the names of the steps that failed, with blanks around them

# step NAME COMMAND… runs the command, shows its output, and notes the time. A
# failure ends the script, unless it keeps going.
step() {
  local name=$1 started=$SECONDS status
  shift
  printf '\n==> %s\n' "$name"
  set +e
  (set -e; "$@")
  status=$?
  set -e
  local took=$((SECONDS - started))
  if ((status == 0)); then
    PASSED=$((PASSED + 1))
    STEPS+=("passed"$'\t'"$took"$'\t'"$name")
    printf '    passed: %s (%d s, %d s in all)\n' "$name" "$took" "$SECONDS"
    return
  fi
  FAILED=$((FAILED + 1))
  STEPS+=("FAILED"$'\t'"$took"$'\t'"$name")
  FAILURES+="$name "
  printf '    FAILED: %s (%d s)\n' "$name" "$took"
  [ -z "$KEEP_GOING" ] || return 0
  summary || true
  exit 1
}

# not_run NAME REASON notes a check that could not be made. It is never counted
# as passed.
not_run() {
  STEPS+=("not run"$'\t'"-"$'\t'"$1: $2")
  printf '\n==> %s\n    not run: %s\n' "$1" "$2"
}

# summary prints the table of steps and, as the last line, the counts. It fails
# where a step did.
summary() {
  local line result took name
  printf '\n%-8s %5s  %s\n' result secs step
  for line in "${STEPS[@]}"; do
    IFS=$'\t' read -r result took name <<<"$line"
    printf '%-8s %5s  %s\n' "$result" "$took" "$name"
  done
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0))
}

# --- what must be there ------------------------------------------------------

# at_least HAVE WANT compares dotted versions.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_go_and_node() {
  local missing=() v
  if command -v go >/dev/null; then
    v=$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
    at_least "$v" 1.26 || missing+=("Go 1.26 or newer (here: $v): https://go.dev/dl")
  else
    missing+=("Go 1.26 or newer: https://go.dev/dl")
  fi
  if command -v node >/dev/null && command -v npm >/dev/null; then
    v=$(node --version | sed 's/^v//')
    at_least "$v" 20.19 || missing+=("Node.js 20.19 or newer (here: $v): https://nodejs.org")
  else
    missing+=("Node.js 20.19 or newer, with npm: https://nodejs.org")
  fi
  ((${#missing[@]} == 0)) && return
  printf 'missing: %s\n' "${missing[@]}" >&2
  exit 1
}

on_debian() { [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }

# need_packages PACKAGE… installs the Debian packages that are missing, and asks
# the package server only then.
need_packages() {
  local p missing=()
  for p in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || true)" = installed ] || missing+=("$p")
  done
  if ((${#missing[@]} == 0)); then
    say "    all there: $*"
    return
  fi
  say "    installing: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "install these as root, then run this again: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# need_window_libraries says what is missing on systems that are not Debian, and
# how to get it there.
need_window_libraries() {
  case "$(uname -s)" in
    Linux)
      local missing=() p
      for p in gcc pkg-config; do command -v "$p" >/dev/null || missing+=("$p"); done
      if command -v pkg-config >/dev/null; then
        for p in gtk+-3.0 webkit2gtk-4.1; do pkg-config --exists "$p" || missing+=("$p"); done
      else
        missing+=(gtk+-3.0 webkit2gtk-4.1)
      fi
      ((${#missing[@]} == 0)) && return
      say "missing: ${missing[*]}"
      say "  Fedora:   sudo dnf install gcc pkgconf gtk3-devel webkit2gtk4.1-devel xclip gstreamer1-plugins-base gstreamer1-plugins-good gstreamer1-libav"
      say "  Arch:     sudo pacman -S gcc pkgconf gtk3 webkit2gtk-4.1 xclip gst-plugins-base gst-plugins-good gst-libav"
      say "  openSUSE: sudo zypper install gcc pkg-config gtk3-devel webkit2gtk3-devel xclip gstreamer-plugins-base gstreamer-plugins-good gstreamer-plugins-libav"
      exit 1
      ;;
    Darwin)
      xcode-select -p >/dev/null 2>&1 || die "missing: the command line tools of Xcode. Get them with: xcode-select --install"
      ;;
    *)
      die "this script runs on Linux and macOS. On Windows, use Git Bash only for git: install Go, Node.js and WebView2, then run: wails build"
      ;;
  esac
}

# need_tool NAME MODULE VERSION builds a Go tool of exactly this version.
need_tool() {
  local name=$1 module=$2 version=$3
  if [ -x "$BIN/$name" ] && go version -m "$BIN/$name" 2>/dev/null | awk -v v="$version" '$1 == "mod" && $3 == v { ok = 1 } END { exit !ok }'; then
    say "    there: $name $version"
    return
  fi
  say "    building $name $version"
  GOBIN="$BIN" go install "$module@$version"
}

# --- builds ------------------------------------------------------------------

# digest FILE-OR-FOLDER… names the content, so that nothing is built twice.
digest() {
  local sum=(sha256sum)
  command -v sha256sum >/dev/null || sum=(shasum -a 256)
  # A path that does not exist yet is part of the answer too: find says so and goes on.
  { find "$@" -type f -print0 2>/dev/null || true; } | sort -z | xargs -0 "${sum[@]}" | "${sum[@]}" | cut -d' ' -f1
}

# npm_install installs the front end's packages when the lock has changed.
npm_install() {
  local stamp=frontend/node_modules/.parley-lock now
  now="$(digest frontend/package.json frontend/package-lock.json) $(node --version)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    say "    unchanged since the last install"
    return
  fi
  (cd frontend && npm ci --ignore-scripts --no-audit --no-fund)
  printf '%s\n' "$now" >"$stamp"
}

# frontend_digest names the content that the built front end depends on.
frontend_digest() {
  digest frontend/src frontend/public frontend/wailsjs frontend/index.html frontend/package-lock.json \
    frontend/vite.config.ts frontend/postcss.config.js frontend/tsconfig.json
}

# frontend_build builds frontend/dist when a source has changed.
frontend_build() {
  local stamp="$BIN/.frontend" now
  now=$(frontend_digest)
  if [ -f frontend/dist/index.html ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    say "    unchanged since the last build"
    return
  fi
  (cd frontend && npx --no-install vite build)
  printf '%s\n' "$now" >"$stamp"
}

# desktop_build builds the app with the tags that wails build uses.
desktop_build() {
  local tags=desktop,production
  [ "$(uname -s)" = Linux ] && tags=$tags,webkit2_41
  go build -trimpath -tags "$tags" -ldflags '-s -w' -o "$BIN/parley" .
}

package config_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
)

// onData are the commands that work on a data directory, with what each must have.
var onData = [][]string{
	{"serve"}, {"check"}, {"migrate"}, {"clock"}, {"rebuild"}, {"verify"}, {"rotate-key"},
	{"backup", "f", "--recipient=age1xyz"}, {"restore", "f", "--identity-file=i"},
	{"org", "create", "Acme", "--owner=ann@example.com"}, {"org", "list"}, {"org", "seats", "Acme"}, {"records", "export", "f"},
}

// A data directory that is no name would be the directory in which the command
// happens to be started, and a question mark in it would reach the database as
// options: no command goes on with one.
func TestParse_everyCommandRefusesADataDirectoryThatIsNone(t *testing.T) {
	t.Parallel()
	for _, args := range onData {
		for dir, want := range map[string]string{"": "must name a directory", " ": "must name a directory", "/srv/x?mode=memory": "question mark"} {
			got := problems(t, slices.Concat(args, []string{"--data-dir=" + dir}), nil)
			if len(got) != 1 || !strings.HasPrefix(got[0], "--data-dir: ") || !strings.Contains(got[0], want) {
				t.Errorf("%v with %q reports %q, want one with %q", args, dir, got, want)
			}
		}
	}
}

// What only a running relay needs stops no command that works on the files alone:
// they are what somebody has when the settings are broken.
func TestParse_onlyServingNeedsAddresses(t *testing.T) {
	t.Parallel()
	broken := []string{"--public-listen=nowhere", "--tls-mode=on", "--meta-version=23"}
	for _, args := range onData {
		args = slices.Concat(args, broken)
		if args[0] == "serve" || args[0] == "check" {
			if got := problems(t, args, nil); len(got) != len(broken) {
				t.Errorf("%v reports %q, want %d problems", args, got, len(broken))
			}
			continue
		}
		if _, err := config.Parse(args, nil, io.Discard); err != nil {
			t.Errorf("%v is stopped: %v", args, err)
		}
	}
	// A new organization's owner is sent to the public address.
	if got := problems(t, []string{"org", "create", "Acme", "--owner=ann@example.com", "--public-url=ftp://a.example"}, nil); len(got) != 1 {
		t.Errorf("org create with a bad address reports %q", got)
	}
}

// The environment and the file are read like flags, and a problem names the place
// where the bad value stands, so that nobody searches for it.
func TestParse_namesThePlaceOfABadValue(t *testing.T) {
	t.Parallel()
	path := file(t, "[public]\nlisten = \"nowhere\"\n")
	for where, c := range map[string]struct{ args, env []string }{
		"--public-listen":          {[]string{"--config", path, "--public-listen=nowhere"}, []string{"PARLEY_PUBLIC_LISTEN=nowhere"}},
		"PARLEY_PUBLIC_LISTEN":     {[]string{"--config", path}, []string{"PARLEY_PUBLIC_LISTEN=nowhere"}},
		"public-listen in " + path: {[]string{"--config", path}, nil},
	} {
		got := problems(t, slices.Concat([]string{"serve"}, c.args), c.env)
		if len(got) != 1 || !strings.HasPrefix(got[0], where+": ") || !strings.Contains(got[0], "such as 127.0.0.1:8480") {
			t.Errorf("reports %q, want one of %s with an example", got, where)
		}
	}
}

// Sizes, counts and times are what they look like: no sign, no overflow, no unit
// that nobody knows.
func TestParse_readsNoOddNumbers(t *testing.T) {
	t.Parallel()
	for flag, values := range map[string][]string{
		"limit-media":        {"-1", "1KB", "1 GB", "9999999999GiB", "0x10", "1.5MiB", "MiB", "1e6", "٣MiB"},
		"limit-sockets":      {"1.5", "1e3", "1_000", "٣", "", "99999999999999999999"},
		"limit-stop":         {"15", "15 s", "1d", "-15s", "soon"},
		"session-idle":       {"0", "30m", "-1h"},
		"log-level":          {"", "trace", "warning", "1"},
		"limit-webhook-body": {"3145727", "64MiB1"},
	} {
		for _, v := range values {
			got := problems(t, []string{"serve", "--" + flag + "=" + v}, nil)
			if len(got) != 1 || !strings.Contains(got[0], flag+": must be") {
				t.Errorf("--%s=%s reports %q, want one problem that says what it must be", flag, v, got)
			}
		}
	}
	for _, v := range []string{"4MiB", "4194304", " 4 MiB ", "4096KiB", "4194304B"} {
		if c := serve(t, []string{"--limit-webhook-body=" + v}, nil); c.Limits.WebhookBody != 4<<20 {
			t.Errorf("%q is read as %s", v, c.Limits.WebhookBody)
		}
	}
}

// Whoever proves a file of records has no relay.
func TestParse_recordsVerify_needsNoSettings(t *testing.T) {
	t.Parallel()
	cmd, err := config.Parse([]string{"records", "verify", "f", "--head=abc", "--data-dir="}, []string{"PARLEY_TLS_MODE=on"}, io.Discard)
	if got, is := cmd.(config.RecordsVerify); err != nil || !is || got.File != "f" || got.Head != "abc" {
		t.Errorf("%+v, %v", cmd, err)
	}
}

// A part of a record begins and ends at entries.
func TestParse_replay_readsAPartOfTheRecord(t *testing.T) {
	t.Parallel()
	cmd, err := config.Parse([]string{"replay", "--from=3", "--to=9", "--data-dir=/d"}, nil, io.Discard)
	if got, is := cmd.(config.Replay); err != nil || !is || got.From != 3 || got.To != 9 || got.Config.DataDir != "/d" {
		t.Errorf("%+v, %v", cmd, err)
	}
	for _, args := range [][]string{{"--from=9", "--to=3"}, {"--from=-1"}, {"--to=-1"}} {
		if got := problems(t, append([]string{"replay"}, args...), nil); len(got) != 1 || !strings.Contains(got[0], "--from and --to") {
			t.Errorf("%v reports %q", args, got)
		}
	}
}

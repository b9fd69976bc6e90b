package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// orgs runs a command on a data directory.
func orgs(t *testing.T, dir string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), append(args, "--data-dir="+dir), nil, &o, &e)
	return code, o.String(), e.String()
}

// An operator makes organizations beside the first one while the relay is stopped;
// the code opens the new one and is good once, for the address that was named. All
// that keeps a data directory in order works with several.
func TestOrg_createAndList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, said := orgs(t, dir, "org", "create", "Harbour", "--owner=kim@harbour.example"); code == exitOK || !strings.Contains(said, "no database") {
		t.Errorf("without a database: %d %s", code, said)
	}
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	start := func() *relay.Relay {
		r, err := relay.New(t.Context(), relay.Options{Config: cfg, Version: "test"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	stop := func(r *relay.Relay) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := r.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	r := start()
	if code, _, said := orgs(t, dir, "org", "create", "Harbour", "--owner=kim@harbour.example"); code == exitOK || !strings.Contains(said, "Stop it first") {
		t.Errorf("while the relay runs: %d %s", code, said)
	}
	stop(r)
	code, out, said := orgs(t, dir, "org", "create", "Harbour", "--owner=kim@harbour.example")
	if code != exitOK {
		t.Fatalf("create: %d %s", code, said)
	}
	secret := regexp.MustCompile(`code: ([A-Z0-9-]+)`).FindStringSubmatch(out)
	if secret == nil {
		t.Fatalf("no code in %q", out)
	}
	for what, args := range map[string][]string{
		"the same name":  {"org", "create", "harbour", "--owner=kim@harbour.example"},
		"no address":     {"org", "create", "Third"},
		"a bad address":  {"org", "create", "Third", "--owner=kim"},
		"no name":        {"org", "create", " ", "--owner=kim@harbour.example"},
		"again, unknown": {"org", "create", "Third", "--owner=kim@harbour.example", "--again"},
	} {
		if code, _, _ := orgs(t, dir, args...); code == exitOK {
			t.Errorf("%s was taken", what)
		}
	}
	if code, again, said := orgs(t, dir, "org", "create", "Harbour", "--owner=kim@harbour.example", "--again"); code != exitOK {
		t.Errorf("again: %d %s", code, said)
	} else {
		old := secret[1]
		secret = regexp.MustCompile(`code: ([A-Z0-9-]+)`).FindStringSubmatch(again)
		if secret == nil || secret[1] == old {
			t.Fatalf("no new code in %q", again)
		}
	}
	if code, out, _ := orgs(t, dir, "org", "list"); code != exitOK || strings.Count(out, "\n") != 2 || !strings.Contains(out, "Harbour") || !strings.Contains(out, "nobody has come in yet") {
		t.Errorf("list: %d %s", code, out)
	}
	r = start()
	claim := func(email string) (wire.Session, error) {
		return r.People().Claim(t.Context(), wire.Claim{
			Code: secret[1], Name: "Kim", Email: email, Password: "correct horse battery", Device: wire.Device{Key: wiretest.PublicKey()},
		})
	}
	if _, err := claim("other@harbour.example"); err == nil {
		t.Error("the code is good for another address")
	}
	if s, err := claim("kim@harbour.example"); err != nil || s.OrgName != "Harbour" || s.Role != "owner" {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := claim("kim@harbour.example"); err == nil {
		t.Error("the code is good twice")
	}
	stop(r)
	pass, kept := filepath.Join(t.TempDir(), "pass"), filepath.Join(t.TempDir(), "kept.age")
	if err := os.WriteFile(pass, []byte("a passphrase of some length"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"verify"}, {"rebuild"}, {"rotate-key"}, {"verify"}, {"backup", kept, "--passphrase-file=" + pass},
	} {
		if code, out, said := orgs(t, dir, args...); code != exitOK {
			t.Errorf("%v: %d %s%s", args, code, out, said)
		}
	}
	dir = filepath.Join(t.TempDir(), "restored")
	if code, _, said := orgs(t, dir, "restore", kept, "--passphrase-file="+pass); code != exitOK {
		t.Fatalf("restore: %d %s", code, said)
	}
	if code, out, _ := orgs(t, dir, "org", "list"); code != exitOK || strings.Count(out, "people: 1") != 1 || strings.Count(out, "\n") != 2 {
		t.Errorf("list: %d %s", code, out)
	}
}

package config_test

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
)

// values has for every setting a value that is not its default, as it is written.
// One that is missing here fails the test: a new setting belongs in the list.
var values = map[string]string{
	"data-dir": "/srv/other", "master-key-file": "/srv/key", "organization": "Bäckerei", "log-level": "debug",
	"public-listen": "0.0.0.0:9000", "public-url": "https://parley.example.com", "public-trusted-proxy": "10.0.0.0/8,192.0.2.1",
	"internal-listen": "[::1]:9001",
	"tls-mode":        "certmagic", "tls-domain": "parley.example.com", "tls-email": "ops@example.com", "tls-cache-dir": "/srv/certs",
	"tls-ca":        "https://acme.example.com/directory",
	"meta-base-url": "https://graph.example.com", "meta-version": "v24.0", "meta-dialog-url": "https://login.example.com", "meta-script-url": "https://cdn.example.com/sdk.js", "vonage-base-url": "https://rest.example.com", "twilio-base-url": "https://twilio.example.com",
	"sandbox":            "true",
	"limit-webhook-body": "8MiB", "limit-media": "16MiB", "limit-sockets": "7", "limit-sign-ins": "3", "limit-requests": "9",
	"limit-shares": "50", "limit-unclaimed": "2MiB", "limit-connections": "17", "limit-stop": "20s",
	"session-idle": "2h", "session-life": "3h",
}

// with are settings that another one needs.
var with = map[string][]string{
	"tls-mode": {"tls-domain"}, "tls-domain": {"tls-mode"},
	"tls-email": {"tls-mode", "tls-domain"}, "tls-ca": {"tls-mode", "tls-domain"},
	"session-life": {"session-idle"},
}

// settings gives the names of all settings with their fields, by the struct's tags.
func settings(t reflect.Type, prefix string, index []int) map[string][]int {
	all := map[string][]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int{}, index...), i)
		if inner, embedded := f.Tag.Lookup("prefix"); embedded {
			for name, path := range settings(f.Type, prefix+inner, at) {
				all[name] = path
			}
			continue
		}
		name := f.Tag.Get("name")
		if name == "config" || f.Tag.Get("kong") == "-" {
			continue
		}
		if name == "" {
			name = kebab(f.Name)
		}
		all[prefix+name] = at
	}
	return all
}

func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		upper := r >= 'A' && r <= 'Z'
		if i > 0 && upper && name[i-1] >= 'a' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// Every setting can be set by flag, in the environment, and in the file in both
// ways of writing it; and means the same each time.
func TestParse_everySettingInEveryPlace(t *testing.T) {
	t.Parallel()
	all := settings(reflect.TypeFor[config.Config](), "", nil)
	if len(all) < 25 {
		t.Fatalf("only %d settings are found: is this test still looking?", len(all))
	}
	defaults := serve(t, nil, nil)
	for name, at := range all {
		value, known := values[name]
		if !known {
			t.Errorf("%s has no value in this test", name)
			continue
		}
		var needed []string
		for _, other := range with[name] {
			needed = append(needed, "--"+other+"="+values[other])
		}
		field := func(c config.Config) any { return reflect.ValueOf(c).FieldByIndex(at).Interface() }
		flag := "--" + name + "=" + value
		want := field(serve(t, append(needed, flag), nil))
		if reflect.DeepEqual(want, field(defaults)) {
			t.Errorf("%s: the flag changes nothing", name)
		}
		table, key, nested := strings.Cut(name, "-")
		ways := map[string]config.Config{
			"environment": serve(t, needed, []string{"PARLEY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "=" + value}),
			"file":        serve(t, append(needed, "--config", file(t, fmt.Sprintf("%s = %q", strings.ReplaceAll(name, "-", "_"), value))), nil),
		}
		if nested {
			ways["table"] = serve(t, append(needed, "--config", file(t, fmt.Sprintf("[%s]\n%s = %q", table, strings.ReplaceAll(key, "-", "_"), value))), nil)
		}
		for way, c := range ways {
			if got := field(c); !reflect.DeepEqual(got, want) {
				t.Errorf("%s from the %s is %v, want %v", name, way, got, want)
			}
		}
	}
}

// Limits hold what they say, at both ends.
func TestParse_limitsHoldAtBothEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ inside, outside []string }{
		"limit-webhook-body": {[]string{"3MiB", "64MiB"}, []string{"3145727B", "67108865B", "0"}},
		"limit-media":        {[]string{"1MiB", "2GiB"}, []string{"1048575B", "2147483649B"}},
		"limit-sockets":      {[]string{"1", "1000000"}, []string{"0", "-1", "1000001"}},
		"limit-sign-ins":     {[]string{"1", "64"}, []string{"0", "65"}},
		"limit-requests":     {[]string{"1", "1000000"}, []string{"0", "1000001"}},
		"limit-shares":       {[]string{"1", "100000"}, []string{"0", "100001"}},
		"limit-unclaimed":    {[]string{"1MiB", "1024GiB"}, []string{"1023KiB", "1025GiB"}},
		"limit-connections":  {[]string{"16", "1000000"}, []string{"15", "1000001"}},
		"limit-stop":         {[]string{"1s", "10m"}, []string{"999ms", "10m1s", "-1s"}},
		"session-idle":       {[]string{"1h", "4320h"}, []string{"59m", "4321h"}},
		"public-listen":      {[]string{":0", ":65535", "localhost:1", "parley.example.com:1", "[::1]:1"}, []string{":65536", ":-1", "::1:1", "1", ":"}},
	} {
		for _, v := range c.inside {
			serve(t, []string{"--" + name + "=" + v}, nil)
		}
		for _, v := range c.outside {
			if got := problems(t, []string{"serve", "--" + name + "=" + v}, nil); len(got) != 1 || !strings.HasPrefix(got[0], "--"+name+": ") {
				t.Errorf("%s=%s reports %q, want one problem of that flag", name, v, got)
			}
		}
	}
	if got := problems(t, []string{"serve", "--session-idle=1h", "--session-life=87601h"}, nil); len(got) != 1 || !strings.Contains(got[0], "session-life") {
		t.Errorf("a sign-in for ever reports %q", got)
	}
}

// Every command that works on a data directory gets the same configuration, and
// says so in its type.
func TestParse_everyCommandGetsItsConfiguration(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"serve"}, {"migrate"}, {"check"}, {"backup", "f"}, {"restore", "f"}, {"clock"}, {"rebuild"}, {"verify"}, {"rotate-key"},
		{"org", "create", "Acme", "--owner=ann@example.com"}, {"org", "list"},
	} {
		cmd, err := config.Parse(append(args, "--data-dir=/srv/x"), []string{"PARLEY_PASSPHRASE=p"}, io.Discard)
		if err != nil {
			t.Errorf("%v: %v", args, err)
			continue
		}
		want := strings.ReplaceAll(strings.ToLower(strings.Join(args[:min(2, len(args))], "")), "-", "")
		if name := strings.ToLower(reflect.TypeOf(cmd).Name()); !strings.HasPrefix(want, name) {
			t.Errorf("%v is read as %s", args, name)
		}
		c, ok := reflect.ValueOf(cmd).FieldByName("Config").Interface().(config.Config)
		if !ok || c.DataDir != "/srv/x" || c.Public.Listen == "" {
			t.Errorf("%v: the configuration is %+v", args, c)
		}
	}
	for name, args := range map[string][]string{
		"a name is missing":        {"org", "create", "--owner=ann@example.com"},
		"the owner is missing":     {"org", "create", "Acme"},
		"what to do with them":     {"org"},
		"an argument too many":     {"serve", "now"},
		"a command there is not":   {"start"},
		"another command's flag":   {"serve", "--right"},
		"a flag without its value": {"serve", "--organization"},
	} {
		if got := problems(t, args, nil); len(got) != 1 {
			t.Errorf("%s: %q, want one problem", name, got)
		}
	}
}

// What goes on as an argument behind -- is no flag, and the file is not looked for
// there.
func TestParse_readsNoFlagsBehindTwoDashes(t *testing.T) {
	t.Parallel()
	cmd, err := config.Parse([]string{"restore", "--identity-file=i", "--", "--config=x"}, nil, io.Discard)
	if r, ok := cmd.(config.Restore); err != nil || !ok || r.From != "--config=x" {
		t.Errorf("got %+v, %v", cmd, err)
	}
}

func TestProblems_readAsAList(t *testing.T) {
	t.Parallel()
	_, err := config.Parse([]string{"serve", "--limit-stop=x"}, nil, io.Discard)
	if got, want := err.Error(), "the configuration has a problem:\n  - --limit-stop: must be a time such as 500ms, 15s or 2m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = config.Parse([]string{"serve", "--limit-stop=x", "--log-level=y"}, nil, io.Discard)
	if got := err.Error(); !strings.HasPrefix(got, "the configuration has 2 problems:\n  - ") {
		t.Errorf("got %q", got)
	}
}

// The log of a start shows where the relay is, and the text of a size is read back.
func TestConfig_saysWhatAnOperatorAsks(t *testing.T) {
	t.Parallel()
	c := serve(t, []string{"--data-dir=/srv/x", "--master-key-file=/keys/k", "--tls-cache-dir=/certs"}, nil)
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("start", "config", c)
	for _, want := range []string{"config.data_dir=/srv/x", "config.public_listen=127.0.0.1:8480", "config.internal_listen=127.0.0.1:8481", "config.tls=off", "config.sandbox=false"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in %s", want, &b)
		}
	}
	if strings.Contains(b.String(), "/keys/k") {
		t.Errorf("the log says where the key is: %s", &b)
	}
	if c.MasterKeyPath() != "/keys/k" || c.CertificateDir() != "/certs" {
		t.Errorf("places are %s and %s", c.MasterKeyPath(), c.CertificateDir())
	}
	if got := config.Bytes(0).String(); got != "0B" {
		t.Errorf("no size reads %q", got)
	}
	if c.Limits.Stop != 15*time.Second {
		t.Errorf("a stop waits %s", c.Limits.Stop)
	}
}

package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
)

// serve parses and expects the serve command.
func serve(t *testing.T, args, environ []string) config.Config {
	t.Helper()
	cmd, err := config.Parse(append([]string{"serve"}, args...), environ, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := cmd.(config.Serve)
	if !ok {
		t.Fatalf("command is %T, want Serve", cmd)
	}
	return s.Config
}

// problems parses and expects a list of problems.
func problems(t *testing.T, args, environ []string) []string {
	t.Helper()
	cmd, err := config.Parse(args, environ, io.Discard)
	var p *config.Problems
	if !errors.As(err, &p) {
		t.Fatalf("Parse = %#v, %v; want problems", cmd, err)
	}
	return p.List()
}

func file(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parley.toml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestParse_defaultsAreComplete(t *testing.T) {
	t.Parallel()
	c, err := config.Defaults("/srv/x")
	if err != nil {
		t.Fatal(err)
	}
	if c.DataDir != "/srv/x" || c.Public.Listen != "127.0.0.1:8480" || c.Internal.Listen != "127.0.0.1:8481" {
		t.Errorf("places are %+v", c)
	}
	if c.Limits.WebhookBody != 4<<20 || c.Limits.Stop != 15*time.Second || c.LogLevel != slog.LevelInfo || c.Sandbox {
		t.Errorf("values are %+v", c)
	}
	if got, want := c.MasterKeyPath(), filepath.Join("/srv/x", "keys", "master.key"); got != want {
		t.Errorf("MasterKeyPath = %s, want %s", got, want)
	}
	if got, want := c.CertificateDir(), filepath.Join("/srv/x", "certificates"); got != want {
		t.Errorf("CertificateDir = %s, want %s", got, want)
	}
}

func TestParse_flagBeatsEnvironmentBeatsFileBeatsDefault(t *testing.T) {
	t.Parallel()
	path := file(t, "organization = \"file\"\n[limit]\nsockets = 7\nsign_ins = 3\n")
	env := []string{"PARLEY_ORGANIZATION=env", "PARLEY_LIMIT_SIGN_INS=4", "HOME=/root"}
	for _, c := range []struct {
		name string
		args []string
		env  []string
		want string
	}{
		{"default", nil, nil, "My organization 2000 2"},
		{"file", []string{"--config", path}, nil, "file 7 3"},
		{"environment over file", []string{"--config=" + path}, env, "env 7 4"},
		{"flag over environment", []string{"--config=" + path, "--organization=flag"}, env, "flag 7 4"},
		{"file named in the environment", nil, []string{"PARLEY_CONFIG=" + path}, "file 7 3"},
		{"empty variable is not set", []string{"--config=" + path}, []string{"PARLEY_ORGANIZATION="}, "file 7 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := serve(t, c.args, c.env)
			if s := fmt.Sprintf("%s %d %d", got.Organization, got.Limits.Sockets, got.Limits.SignIns); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestParse_readsEveryKindOfValueFromTheFile(t *testing.T) {
	t.Parallel()
	c := serve(t, []string{"--config", file(t, `
data_dir = "/srv/parley"
log_level = "warn"
sandbox = true
public_listen = ":443"
[public]
url = "https://parley.example.com"
trusted_proxy = ["10.0.0.0/8", "192.0.2.1"]
[tls]
mode = "certmagic"
domain = "parley.example.com"
email = "ops@example.com"
[limit]
media = "16MiB"
stop = "30s"
`)}, nil)
	if c.DataDir != "/srv/parley" || c.LogLevel != slog.LevelWarn || !c.Sandbox || c.TLS.Mode != config.TLSCertmagic {
		t.Errorf("got %+v", c)
	}
	if c.Limits.Media != 16<<20 || c.Limits.Stop != 30*time.Second || c.Public.Listen != ":443" {
		t.Errorf("got %+v", c)
	}
	if nets := fmt.Sprint(c.TrustedNets()); nets != "[10.0.0.0/8 192.0.2.1/32]" {
		t.Errorf("trusted nets are %s", nets)
	}
}

func TestParse_flagCanTakeBackWhatTheFileSwitchedOn(t *testing.T) {
	t.Parallel()
	path := file(t, "sandbox = true")
	if serve(t, []string{"--config", path, "--no-sandbox"}, nil).Sandbox {
		t.Error("--no-sandbox did not win over the file")
	}
}

func TestParse_listsAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	path := file(t, "organisation = \"typo\"\n[limit]\nsockets = \"many\"\nsign_ins = 0\n")
	got := problems(t,
		[]string{"serve", "--config", path, "--public-listen=nowhere", "--limit-stop=soon", "--log-level=loud"},
		[]string{"PARLEY_PUBLIC_URL=http://parley.example.com", "PARLEY_SANDBOX=perhaps", "PARLEY_LIMIT_MEDIA=big"})
	for _, want := range []string{
		path + ": organisation is not a setting",
		"limit-sockets in " + path + ": must be a whole number",
		"limit-sign-ins in " + path + ": must be from 1 to 64",
		"--public-listen: must be HOST:PORT, such as 127.0.0.1:8480 or :8480",
		"--limit-stop: must be a time such as 500ms, 15s or 2m",
		"--log-level: must be debug, info, warn or error",
		"PARLEY_PUBLIC_URL: must begin with https:// (http:// is for this computer only)",
		"PARLEY_SANDBOX: must be true or false",
		"PARLEY_LIMIT_MEDIA: must be a size such as 512KiB, 4MiB or 1GiB",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("reported:\n%s", strings.Join(got, "\n"))
	}
}

func TestParse_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"empty data dir", []string{"--data-dir="}, "--data-dir: must name a directory"},
		{"data dir with options", []string{"--data-dir=a?b"}, "question mark"},
		{"blank organization", []string{"--organization= "}, "1 to 200 characters"},
		{"same listener twice", []string{"--public-listen=:80", "--internal-listen=:80"}, "must differ"},
		{"port too high", []string{"--public-listen=:99999"}, "0 to 65535"},
		{"port with a name", []string{"--internal-listen=:http"}, "0 to 65535"},
		{"odd host", []string{"--public-listen=a_b:80"}, "address, a name or empty"},
		{"proxy is no address", []string{"--public-trusted-proxy=proxy"}, "address or a network"},
		{"everybody is a proxy", []string{"--public-trusted-proxy=0.0.0.0/0"}, "trusts everybody"},
		{"everybody is a proxy in IPv6", []string{"--public-trusted-proxy=::/0"}, "trusts everybody"},
		{"public url with a path", []string{"--public-url=https://a.example/x"}, "without a path"},
		{"public url with a password", []string{"--public-url=https://u:p@a.example"}, "user name or password"},
		{"public url with a query", []string{"--public-url=https://a.example?x=1"}, "? or #"},
		{"public url without a host", []string{"--public-url=https://"}, "must be an address"},
		{"public url of another kind", []string{"--public-url=ftp://a.example"}, "https://"},
		{"unknown tls mode", []string{"--tls-mode=on"}, "off or certmagic"},
		{"domain without tls", []string{"--tls-domain=a.example"}, "no effect"},
		{"certificate without a domain", []string{"--tls-mode=certmagic"}, "host name of the certificate"},
		{"certificate for an address", []string{"--tls-mode=certmagic", "--tls-domain=192.0.2.1"}, "host name of the certificate"},
		{"certificate for another host", []string{"--tls-mode=certmagic", "--tls-domain=a.example", "--public-url=https://b.example"}, "must be the host of public-url"},
		{"bad e-mail", []string{"--tls-mode=certmagic", "--tls-domain=a.example", "--tls-email=Ops <a@b.c>"}, "e-mail"},
		{"graph version", []string{"--meta-version=23"}, "v23.0"},
		{"graph over http", []string{"--meta-base-url=http://graph.example"}, "https://"},
		{"sign-in window over http", []string{"--meta-dialog-url=http://login.example"}, "https://"},
		{"script over http", []string{"--meta-script-url=http://cdn.example/sdk.js"}, "https://"},
		{"carrier over http", []string{"--vonage-base-url=http://rest.example"}, "https://"},
		{"twilio over http", []string{"--twilio-base-url=http://api.example"}, "https://"},
		{"body below what Meta sends", []string{"--limit-webhook-body=1MiB"}, "from 3MiB to 64MiB"},
		{"stop without end", []string{"--limit-stop=1h"}, "from 1s to 10m"},
		{"unknown flag", []string{"--organisation=x"}, "unknown flag --organisation"},
		{"missing file", []string{"--config=/nowhere/at/all.toml"}, "no such file"},
		{"directory as file", []string{"--config=/"}, "is a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := problems(t, append([]string{"serve"}, c.args...), nil)
			if len(got) != 1 || !strings.Contains(got[0], c.want) {
				t.Errorf("reports %q, want one with %q", got, c.want)
			}
		})
	}
}

func TestParse_saysOnceWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	args := []string{"serve", "--limit-stop=abc", "--limit-sockets=many", "--limit-media=x"}
	if got := problems(t, args, nil); len(got) != 3 {
		t.Errorf("reports %q, want three", got)
	}
}

func TestParse_acceptsHTTPForThisComputer(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"localhost:1", "127.0.0.1:1", "[::1]:1"} {
		if c := serve(t, []string{"--meta-base-url=http://" + host}, nil); c.Meta.BaseURL != "http://"+host {
			t.Errorf("base URL is %q", c.Meta.BaseURL)
		}
	}
}

func TestParse_refusesBrokenFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, want string }{
		{"syntax", "a = 1\nhunter2 = = 3", "line 2 is not valid TOML"},
		{"twice", "public_listen = \":1\"\n[public]\nlisten = \":2\"", "public-listen is given twice"},
		{"fraction", "[limit]\nsockets = 1.5", "must be a text, a number"},
		{"mixed list", "[public]\ntrusted_proxy = [1]", "must be a text, a number"},
		{"file in the file", "config = \"x.toml\"", "cannot be set in the file itself"},
		{"help in the file", "help = true", "help is not a setting"},
		{"unknown table", "[smtp]\nhost = \"x\"", "smtp-host is not a setting"},
		{"far too large", strings.Repeat("#", 2<<20), "too large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := problems(t, []string{"serve", "--config", file(t, c.body)}, nil)
			if len(got) != 1 || !strings.Contains(got[0], c.want) || strings.Contains(got[0], "hunter2") {
				t.Errorf("reports %q, want one with %q and no content", got, c.want)
			}
		})
	}
}

func TestParse_namesVariablesThatMeanNothing(t *testing.T) {
	t.Parallel()
	c := serve(t, nil, []string{"PARLEY_PUBLIC_LISTN=:1", "PARLEY_SHARED=/x", "PATH=/bin"})
	if want := []string{"PARLEY_PUBLIC_LISTN", "PARLEY_SHARED"}; !slices.Equal(c.IgnoredEnv, want) {
		t.Errorf("ignored are %q, want %q", c.IgnoredEnv, want)
	}
}

func TestParse_commandsTakeWhatTheyNeed(t *testing.T) {
	t.Parallel()
	const pass = "PARLEY_PASSPHRASE=correct horse"
	for _, c := range []struct {
		name string
		args []string
		env  []string
		want string // the command's type, or part of the only problem
	}{
		{"migrate", []string{"migrate"}, nil, "config.Migrate"},
		{"check", []string{"check"}, nil, "config.Check"},
		{"clock", []string{"clock", "--right"}, nil, "config.Clock"},
		{"version on a broken machine", []string{"version", "--public-listen=x"}, []string{"PARLEY_LIMIT_STOP=x"}, "config.Version"},
		{"migrate is not held up by an address", []string{"migrate", "--public-listen=x"}, nil, "config.Migrate"},
		{"backup to a key", []string{"backup", "f", "--recipient=age1xyz"}, nil, "config.Backup"},
		{"backup with a passphrase", []string{"backup", "f"}, []string{pass}, "config.Backup"},
		{"backup in the clear", []string{"backup", "f"}, nil, "never written in the clear"},
		{"backup with both", []string{"backup", "f", "--recipient=age1xyz", "--passphrase-file=p"}, nil, "not both"},
		{"backup to a private key", []string{"backup", "f", "--recipient=AGE-SECRET-KEY-1ABC"}, nil, "begins with age1"},
		{"backup to nowhere", []string{"backup"}, []string{pass}, "expected \"<to>\""},
		{"passphrase as a flag", []string{"backup", "f", "--passphrase=x"}, nil, "unknown flag --passphrase"},
		{"restore", []string{"restore", "f", "--identity-file=i"}, nil, "config.Restore"},
		{"restore without a key", []string{"restore", "f"}, nil, "to open the backup"},
		{"no command", nil, nil, "expected one of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd, err := config.Parse(c.args, c.env, io.Discard)
			got := fmt.Sprintf("%T", cmd)
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if strings.Contains(got, "SECRET-KEY") {
				t.Error("the problem repeats a private key")
			}
		})
	}
}

func TestParse_passphraseNeverPrintsItself(t *testing.T) {
	t.Parallel()
	cmd, err := config.Parse([]string{"backup", "f"}, []string{"PARLEY_PASSPHRASE=correct horse"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	b, ok := cmd.(config.Backup)
	if !ok || b.Secret.Reveal() != "correct horse" || b.To != "f" {
		t.Fatalf("command is %T", cmd)
	}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("command", "cmd", cmd)
	if all := fmt.Sprintf("%v %+v %#v %s", cmd, cmd, cmd, &logged); strings.Contains(all, "horse") {
		t.Errorf("the passphrase shows: %s", all)
	}
}

func TestParse_helpIsPrintedAndIsNoProblem(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"serve", "-h"}} {
		var out bytes.Buffer
		if _, err := config.Parse(args, nil, &out); !errors.Is(err, config.ErrHelp) {
			t.Errorf("Parse(%q) = %v, want ErrHelp", args, err)
		}
		if !strings.Contains(out.String(), "--public-listen") {
			t.Errorf("help for %q is %q", args, out.String())
		}
	}
}

func TestBytes_readsBackWhatItWrites(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"3MiB", "4100KiB", "64MiB"} {
		if got := serve(t, []string{"--limit-webhook-body=" + s}, nil).Limits.WebhookBody.String(); got != s {
			t.Errorf("%s reads back as %s", s, got)
		}
	}
	for _, s := range []string{"", "-1", "1e3", "9999999999999GiB", "MiB"} {
		if got := problems(t, []string{"serve", "--limit-webhook-body=" + s}, nil); !strings.Contains(strings.Join(got, " "), "must be a size") {
			t.Errorf("%q reports %q", s, got)
		}
	}
}

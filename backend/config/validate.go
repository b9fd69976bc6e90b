package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	graphVersion = regexp.MustCompile(`^v[1-9][0-9]{0,2}\.[0-9]{1,2}$`)
	hostLabel    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

// checker gathers what is wrong with the settings of one configuration.
type checker struct {
	c        Config
	src      *sources
	problems *Problems
}

func (k checker) bad(name, format string, args ...any) {
	k.problems.add(k.src.where(name), format, args...)
}

// validate checks what the command needs. Version and RecordsVerify need nothing: they
// must answer on a machine whose configuration is broken. The commands that only touch the
// data directory must not be stopped by, say, a bad address.
func validate(c Config, cmd Command, src *sources, problems *Problems) {
	k := checker{c, src, problems}
	switch cmd := cmd.(type) {
	case Version, RecordsVerify:
		problems.list = nil
	case Serve, Check:
		k.storage()
		k.listeners()
		k.publicURL()
		k.tls()
		k.providers()
		k.limits()
		k.sessions()
	case Migrate, Clock, Rebuild, Verify, RotateKey, OrgList, OrgSeats, RecordsExport:
		k.storage()
	case Replay:
		k.storage()
		if cmd.From < 0 || cmd.To < 0 || cmd.To > 0 && cmd.To < cmd.From {
			problems.add("replay", "needs --from and --to that are entries of the record, the first before the last")
		}
	case OrgCreate:
		k.storage()
		k.publicURL()
	case Backup:
		k.storage()
		k.backup(cmd)
	case Restore:
		k.storage()
		if cmd.IdentityFile == "" && cmd.PassphraseFile == "" && cmd.Secret == "" {
			problems.add("restore", "needs --identity-file, --passphrase-file or PARLEY_PASSPHRASE to open the backup")
		}
	}
}

func (k checker) backup(b Backup) {
	passphrase := b.PassphraseFile != "" || b.Secret != ""
	switch {
	case len(b.Recipients) == 0 && !passphrase:
		k.problems.add("backup", "needs --recipient, --passphrase-file or PARLEY_PASSPHRASE: it is never written in the clear")
	case len(b.Recipients) > 0 && b.PassphraseFile != "":
		k.problems.add("backup", "takes recipients or a passphrase, not both")
	}
	for _, r := range b.Recipients {
		// A private key typed here by mistake must not be echoed into a log.
		if !strings.HasPrefix(r, "age1") {
			k.problems.add("--recipient", "must be an age public key, which begins with age1")
		}
	}
}

func (k checker) storage() {
	if strings.TrimSpace(k.c.DataDir) == "" {
		k.bad("data-dir", "must name a directory")
	}
	if strings.ContainsRune(k.c.DataDir, '?') {
		k.bad("data-dir", "must not contain a question mark, which would be read as part of the database's options")
	}
	name := strings.TrimSpace(k.c.Organization)
	if name == "" || utf8.RuneCountInString(name) > 200 {
		k.bad("organization", "must have 1 to 200 characters")
	}
}

func (k checker) listeners() {
	public := k.listen("public-listen", k.c.Public.Listen)
	internal := k.listen("internal-listen", k.c.Internal.Listen)
	if public && internal && k.c.Public.Listen == k.c.Internal.Listen && !strings.HasSuffix(k.c.Public.Listen, ":0") {
		k.bad("internal-listen", "must differ from the public address: metrics are not for the internet")
	}
	for _, s := range k.c.Public.TrustedProxy {
		p, err := parseNet(s)
		switch {
		case err != nil:
			k.bad("public-trusted-proxy", "%s", err)
		case p.Bits() == 0:
			k.bad("public-trusted-proxy", "%s trusts everybody, so anybody could choose the address that is blamed for them", p)
		}
	}
}

// listen tells whether addr can be listened on.
func (k checker) listen(name, addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		k.bad(name, "must be HOST:PORT, such as 127.0.0.1:8480 or :8480")
		return false
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		k.bad(name, "the port must be a number from 0 to 65535")
		return false
	}
	if host != "" && host != "localhost" && !isAddress(host) && !isHostName(host) {
		k.bad(name, "the host must be an address, a name or empty")
		return false
	}
	return true
}

func (k checker) publicURL() {
	if k.c.Public.URL == "" {
		return // a relay for this computer has none
	}
	u := k.address("public-url", k.c.Public.URL)
	if u != nil && strings.Trim(u.Path, "/") != "" {
		k.bad("public-url", "must be the bare address, without a path")
	}
}

// address checks a URL that others are sent to, or that tokens are sent to.
func (k checker) address(name, raw string) *url.URL {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		k.bad(name, "must be an address such as https://parley.example.com")
		return nil
	case u.User != nil:
		k.bad(name, "must not contain a user name or password")
		return nil
	case u.RawQuery != "" || u.Fragment != "":
		k.bad(name, "must not contain ? or #")
		return nil
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return u
	}
	k.bad(name, "must begin with https:// (http:// is for this computer only)")
	return nil
}

func (k checker) tls() {
	t := k.c.TLS
	switch t.Mode {
	case TLSOff:
		if t.Domain != "" {
			k.bad("tls-domain", "has no effect while tls-mode is off")
		}
		return
	case TLSCertmagic:
	default:
		k.bad("tls-mode", "must be off or certmagic")
		return
	}
	if isAddress(t.Domain) || !strings.Contains(t.Domain, ".") || !isHostName(t.Domain) {
		k.bad("tls-domain", "must be the host name of the certificate, such as parley.example.com")
	}
	if t.Email != "" {
		if a, err := mail.ParseAddress(t.Email); err != nil || a.Address != t.Email {
			k.bad("tls-email", "must be an e-mail address")
		}
	}
	if t.CA != "" {
		k.address("tls-ca", t.CA)
	}
	if u, err := url.Parse(k.c.Public.URL); err == nil && u.Hostname() != "" && !strings.EqualFold(u.Hostname(), t.Domain) {
		k.bad("tls-domain", "must be the host of public-url, else browsers and Meta refuse the certificate")
	}
}

func (k checker) providers() {
	if k.c.Meta.BaseURL != "" {
		k.address("meta-base-url", k.c.Meta.BaseURL)
	}
	if k.c.Meta.DialogURL != "" {
		k.address("meta-dialog-url", k.c.Meta.DialogURL)
	}
	if k.c.Meta.ScriptURL != "" {
		k.address("meta-script-url", k.c.Meta.ScriptURL)
	}
	if k.c.Vonage.BaseURL != "" {
		k.address("vonage-base-url", k.c.Vonage.BaseURL)
	}
	if k.c.Twilio.BaseURL != "" {
		k.address("twilio-base-url", k.c.Twilio.BaseURL)
	}
	if !graphVersion.MatchString(k.c.Meta.Version) {
		k.bad("meta-version", "must look like v23.0")
	}
}

func (k checker) limits() {
	l := k.c.Limits
	k.size("limit-webhook-body", l.WebhookBody, 3<<20, 64<<20) // Meta sends up to 3 MiB
	k.size("limit-media", l.Media, 1<<20, 2<<30)
	k.count("limit-sockets", l.Sockets, 1, 1_000_000)
	k.count("limit-sign-ins", l.SignIns, 1, 64)
	k.count("limit-requests", l.Requests, 1, 1_000_000)
	k.count("limit-shares", l.Shares, 1, 100_000)
	k.size("limit-unclaimed", l.Unclaimed, 1<<20, 1<<40)
	k.count("limit-connections", l.Connections, 16, 1_000_000)
	if l.Stop < time.Second || l.Stop > 10*time.Minute {
		k.outside("limit-stop", "must be from 1s to 10m")
	}
}

func (k checker) sessions() {
	s := k.c.Sessions
	if s.Idle < time.Hour || s.Idle > s.Life {
		k.outside("session-idle", "must be from 1h to session-life")
	}
	if s.Life < time.Hour || s.Life > 10*365*24*time.Hour {
		k.outside("session-life", "must be from 1h to 87600h")
	}
}

func (k checker) size(name string, got, low, high Bytes) {
	if got < low || got > high {
		k.outside(name, "must be from %s to %s", low, high)
	}
}

func (k checker) count(name string, got, low, high int) {
	if got < low || got > high {
		k.outside(name, "must be from %d to %d", low, high)
	}
}

// outside is bad for a value that could be read: one that could not stands at
// its default, or at zero, which nobody typed.
func (k checker) outside(name, format string, args ...any) {
	if !k.problems.about(k.src.where(name)) {
		k.bad(name, format, args...)
	}
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func isHostName(host string) bool {
	if len(host) == 0 || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(strings.ToLower(host), ".") {
		if !hostLabel.MatchString(label) {
			return false
		}
	}
	return true
}

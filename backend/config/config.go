// Package config reads everything that can be set about the relay into one
// struct: flags over environment (PARLEY_…) over a TOML file over defaults. It
// checks all of it once, before anything starts, and lists every problem at
// once in plain words.
//
// It is for settings of a process. It is not for settings of an organization
// (those are entries in the ledger), and it opens nothing but the TOML file:
// whether a directory can be written or a port is free is for the relay to say.
// No other package reads the environment. It runs before the first step of the
// flow.
package config

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"time"
)

// Config is the relay's whole configuration. Each field can be set as a flag
// (--public-listen), in the environment (PARLEY_PUBLIC_LISTEN) and in the TOML
// file (public_listen = "…", or listen = "…" in a table [public]).
type Config struct {
	File string `name:"config" placeholder:"FILE" help:"TOML file with settings."`

	DataDir       string `default:"data" placeholder:"DIR" help:"Directory of the database, media and temporary files."`
	MasterKeyFile string `placeholder:"FILE" help:"File with the key that encrypts stored secrets. Never inside the database; DATA-DIR/keys/master.key if not set."`
	Organization  string `default:"My organization" help:"Name of the organization made at the first start."`

	LogLevel slog.Level `default:"info" placeholder:"LEVEL" help:"Lowest level that is logged: debug, info, warn or error."`

	Public   Public   `embed:"" prefix:"public-"`
	Internal Internal `embed:"" prefix:"internal-"`
	TLS      TLS      `embed:"" prefix:"tls-"`
	Meta     Meta     `embed:"" prefix:"meta-"`
	Vonage   Vonage   `embed:"" prefix:"vonage-"`
	Twilio   Twilio   `embed:"" prefix:"twilio-"`
	Sandbox  bool     `negatable:"" help:"Practice: play Meta, the carrier and customers inside this process, and reach nobody else."`
	Limits   Limits   `embed:"" prefix:"limit-"`
	Sessions Sessions `embed:"" prefix:"session-"`

	// IgnoredEnv names variables that begin with PARLEY_ and mean nothing to the
	// relay. They are no error, since other programs of Parley have their own,
	// but a misspelt setting is silent otherwise.
	IgnoredEnv []string `kong:"-"`
}

// Public is the listener that the internet may reach: webhooks and desktops.
type Public struct {
	Listen       string   `default:"127.0.0.1:8480" placeholder:"HOST:PORT" help:"Address for webhooks and desktops."`
	URL          string   `name:"url" placeholder:"URL" help:"The https address under which Meta and the desktops reach this relay."`
	TrustedProxy []string `sep:"," placeholder:"CIDR" help:"Addresses of proxies whose X-Forwarded-For is believed. Nobody's is, if not set."`
}

// Internal is the listener for the operator: health, readiness, metrics.
type Internal struct {
	Listen string `default:"127.0.0.1:8481" placeholder:"HOST:PORT" help:"Address for health, readiness and metrics. Keep it off the internet."`
}

// TLSMode says who speaks TLS on the public listener.
type TLSMode string

// The modes.
const (
	TLSOff       TLSMode = "off"       // plain HTTP: loopback, or a proxy in front
	TLSCertmagic TLSMode = "certmagic" // certificates are fetched and renewed by the relay
)

// TLS says how the public listener is encrypted.
type TLS struct {
	Mode     TLSMode `default:"off" placeholder:"MODE" help:"off (behind a proxy, or loopback) or certmagic (the relay gets its own certificate)."`
	Domain   string  `placeholder:"NAME" help:"Host name of the certificate."`
	Email    string  `placeholder:"ADDRESS" help:"Whom the certificate authority writes to when a renewal is overdue."`
	CacheDir string  `placeholder:"DIR" help:"Where certificates are kept; DATA-DIR/certificates if not set."`
	CA       string  `name:"ca" placeholder:"URL" help:"ACME directory of the authority; certmagic's own choice if not set."`
}

// Meta says where the Graph API is.
type Meta struct {
	BaseURL string `placeholder:"URL" help:"Graph API; Meta's own address if not set."`
	Version string `default:"v23.0" placeholder:"vN.N" help:"Graph API version."`
	// The window in which an admin signs in at Meta to connect an account.
	DialogURL string `placeholder:"URL" help:"Meta's sign-in window; Meta's own address if not set."`
	ScriptURL string `placeholder:"URL" help:"Meta's JavaScript SDK; Meta's own address if not set."`
}

// Vonage says where the carrier's API is.
type Vonage struct {
	BaseURL string `placeholder:"URL" help:"Numbers API; Vonage's own address if not set."`
}

// Twilio says where its APIs are.
type Twilio struct {
	BaseURL string `placeholder:"URL" help:"All of Twilio's APIs; Twilio's own addresses if not set."`
}

// Limits bounds what the outside may make the relay do.
type Limits struct {
	WebhookBody Bytes         `default:"4MiB" placeholder:"SIZE" help:"Largest webhook body."`
	Media       Bytes         `default:"100MiB" placeholder:"SIZE" help:"Largest media file that is fetched or sent."`
	Sockets     int           `default:"2000" placeholder:"N" help:"Most desktops connected at once."`
	SignIns     int           `default:"2" placeholder:"N" help:"Most passwords checked at once; each takes 64 MiB for a moment."`
	Requests    int           `default:"120" placeholder:"N" help:"Most requests a minute from one address, webhooks aside."`
	Shares      int           `default:"100" placeholder:"PERCENT" help:"How large everybody's share is, in percent of the usual (docs/limits.md)."`
	Unclaimed   Bytes         `default:"500MiB" placeholder:"SIZE" help:"Most bytes of one person's uploads that no message has taken; they are kept for a day."`
	Connections int           `default:"1000" placeholder:"N" help:"Most connections at once from one address. Trusted proxies may have as many as they need."`
	Stop        time.Duration `default:"15s" placeholder:"TIME" help:"How long a stop waits for what is under way."`
}

// Sessions says how long a sign-in lives.
type Sessions struct {
	Idle time.Duration `default:"720h" placeholder:"TIME" help:"A desktop that was not used for this long signs in again (720h = 30 days)."`
	Life time.Duration `default:"4320h" placeholder:"TIME" help:"Every desktop signs in again after this long (4320h = 180 days)."`
}

// MasterKeyPath gives the file of the master key, set or by default.
func (c Config) MasterKeyPath() string {
	if c.MasterKeyFile != "" {
		return c.MasterKeyFile
	}
	return filepath.Join(c.DataDir, "keys", "master.key")
}

// CertificateDir gives the directory of the certificates, set or by default.
func (c Config) CertificateDir() string {
	if c.TLS.CacheDir != "" {
		return c.TLS.CacheDir
	}
	return filepath.Join(c.DataDir, "certificates")
}

// TrustedNets gives the networks of the trusted proxies. Entries that do not
// parse are left out: Validate has reported them.
func (c Config) TrustedNets() []netip.Prefix {
	nets := make([]netip.Prefix, 0, len(c.Public.TrustedProxy))
	for _, s := range c.Public.TrustedProxy {
		if p, err := parseNet(s); err == nil {
			nets = append(nets, p)
		}
	}
	return nets
}

// LogValue shows the settings an operator asks about first. There are no
// secrets in Config, and there must never be: they live in files.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("public_listen", c.Public.Listen),
		slog.String("public_url", c.Public.URL),
		slog.String("internal_listen", c.Internal.Listen),
		slog.String("data_dir", c.DataDir),
		slog.String("tls", string(c.TLS.Mode)),
		slog.Bool("sandbox", c.Sandbox),
	)
}

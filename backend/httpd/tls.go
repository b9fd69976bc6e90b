package httpd

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/parleydesk/parley/backend/desk"
)

// standardPort is the port at which the certificate authority checks the host.
const standardPort = 443

// Certificates gets and renews the certificate of one host by ACME, over the
// public listener itself (TLS-ALPN), so that no port 80 is needed. Naming a
// domain here accepts the authority's terms.
type Certificates struct {
	Domain string
	Email  string
	Dir    string // certificates and account key are kept here
	CA     string // ACME directory; certmagic's choice if empty

	cache *certmagic.Cache
	conf  *certmagic.Config
}

// loadTimeout is how long a start waits for a certificate that is on disk. It
// takes milliseconds, and longer only where its authority is asked for a
// statement about it first.
const loadTimeout = 10 * time.Second

// start loads what is there and fetches the rest in the background: a relay
// whose certificate is still good must come up while the authority is down, and
// with the certificate at hand, so that nobody who connects at once is refused.
func (c *Certificates) start(ctx context.Context, bound net.Addr, log *slog.Logger) (*tls.Config, error) {
	logger := zap.New(slogCore{log: log.With("part", "certificates")})
	c.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return c.conf, nil },
		Logger:           logger,
	})
	storage := &certmagic.FileStorage{Path: c.Dir}
	loaded := make(chan struct{}, 1)
	c.conf = certmagic.New(c.cache, certmagic.Config{
		Storage: storage,
		Logger:  logger,
		OnEvent: tellLoaded(loaded),
	})
	issuer := c.issuer(bound, logger)
	c.conf.Issuers = []certmagic.Issuer{issuer}
	onDisk := storage.Exists(ctx, certmagic.StorageKeys.SiteCert(issuer.IssuerKey(), c.Domain))
	if err := c.conf.ManageAsync(ctx, []string{c.Domain}); err != nil {
		c.cache.Stop()
		return nil, &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "certificate", Op: "manage certificate", Err: err,
			Params: desk.Params{desk.ParamContext: "own", "domain": c.Domain},
		}
	}
	if onDisk {
		waiting, cancel := context.WithTimeout(ctx, loadTimeout)
		defer cancel()
		select {
		case <-loaded:
		case <-waiting.Done(): // it is served as soon as it can be
		}
	}
	conf := c.conf.TLSConfig()
	conf.MinVersion = tls.VersionTLS12
	conf.NextProtos = slices.Concat([]string{"h2", "http/1.1"}, conf.NextProtos)
	return conf, nil
}

// issuer asks the authority for certificates.
func (c *Certificates) issuer(bound net.Addr, logger *zap.Logger) *certmagic.ACMEIssuer {
	template := certmagic.ACMEIssuer{
		CA: c.CA, Email: c.Email, Agreed: true, DisableHTTPChallenge: true, Logger: logger,
	}
	if tcp, ok := bound.(*net.TCPAddr); ok && tcp.Port != standardPort {
		template.AltTLSALPNPort = tcp.Port // something in front forwards 443 to it
	}
	return certmagic.NewACMEIssuer(c.conf, template)
}

// tellLoaded says on the channel, which has room for one word, that a
// certificate is in memory. "cached_managed_cert" is certmagic's name for it.
func tellLoaded(loaded chan<- struct{}) func(context.Context, string, map[string]any) error {
	return func(_ context.Context, event string, _ map[string]any) error {
		if event == "cached_managed_cert" {
			select {
			case loaded <- struct{}{}:
			default:
			}
		}
		return nil
	}
}

func (c *Certificates) stop() {
	if c.cache != nil {
		c.cache.Stop()
	}
}

// slogCore lets certmagic, which speaks zap, write into our log.
type slogCore struct{ log *slog.Logger }

var levels = map[zapcore.Level]slog.Level{
	zapcore.DebugLevel: slog.LevelDebug,
	zapcore.InfoLevel:  slog.LevelInfo,
	zapcore.WarnLevel:  slog.LevelWarn,
}

func slogLevel(l zapcore.Level) slog.Level {
	if level, ok := levels[l]; ok {
		return level
	}
	return slog.LevelError
}

// Enabled tells whether the level is logged.
func (c slogCore) Enabled(l zapcore.Level) bool {
	return c.log.Enabled(context.Background(), slogLevel(l))
}

// With gives a core whose lines carry fields.
func (c slogCore) With(fields []zapcore.Field) zapcore.Core {
	return slogCore{log: slog.New(c.log.Handler().WithAttrs(attrsOf(fields)))}
}

// Check is zap's way to ask whether a line will be written.
func (c slogCore) Check(e zapcore.Entry, to *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return to.AddCore(e, c)
	}
	return to
}

// Write logs one line.
func (c slogCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	c.log.LogAttrs(context.Background(), slogLevel(e.Level), e.Message, attrsOf(fields)...) //nolint:sloglint // certmagic's constant, passed through
	return nil
}

// Sync has nothing to do: slog's handler writes at once.
func (c slogCore) Sync() error { return nil }

func attrsOf(fields []zapcore.Field) []slog.Attr {
	attrs := make([]slog.Attr, 0, len(fields))
	for _, f := range fields {
		enc := zapcore.NewMapObjectEncoder()
		f.AddTo(enc)
		for k, v := range enc.Fields {
			attrs = append(attrs, slog.Any(k, v))
		}
	}
	return attrs
}

package integration

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// rotation is how long an app's old secret still vouches: Meta sends for up to
// seven days what was not answered.
const rotation = 7 * 24 * time.Hour

// Names of secrets.
func appSecret(app desk.AppID) string    { return "app/" + string(app) + "/secret" }
func appOldSecret(app desk.AppID) string { return "app/" + string(app) + "/secret.old" } // "<until ms>:<secret>"
func appToken(app desk.AppID) string     { return "app/" + string(app) + "/verifyToken" }

// appKeys is AppKeys as it is held in memory. Several organizations may have the
// same app, each with the secret that it typed.
type appKeys struct {
	org                  desk.OrgID
	current, old, verify string
	oldUntil             int64
}

// keyCache spares webhooks a decryption each. Only this service changes what is
// in it.
type keyCache struct {
	mu       sync.Mutex                 // guards what follows
	apps     map[appAt][]appKeys        // of every organization that has the app, oldest first
	carriers map[linkAt]*carrierAccount // nil = looked up, there is none
}

// appAt names an app: two providers may give the same id.
type appAt struct {
	provider string
	id       desk.AppID
}

// linkAt names an organization's account at a carrier.
type linkAt struct {
	org     desk.OrgID
	carrier string
}

// putApp stores an app with its secret and makes its verify token.
func (s *Service) putApp(ctx context.Context, org desk.OrgID, in wire.AppPut) (wire.AppAccess, error) {
	id := desk.AppID(desk.Pasted(in.ID))
	name, err := desk.Typed(desk.Pasted(in.Name), "appName", 80, true)
	if err != nil {
		return wire.AppAccess{}, err
	}
	p, known := s.provider(in.Provider)
	switch {
	case !known:
		return wire.AppAccess{}, desk.Refuse(desk.CodeInvalid, "provider", desk.Params{desk.ParamContext: "app"})
	case !p.IDs.MatchString(string(id)):
		return wire.AppAccess{}, desk.Refuse(desk.CodeInvalid, "appId")
	}
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		app, err = &desk.App{ID: id, Provider: p.Name}, nil
	}
	switch {
	case err != nil:
		return wire.AppAccess{}, desk.Wrap("read app", err)
	case !s.same(app.Provider, p.Name): // its secret would vouch for another provider's numbers
		return wire.AppAccess{}, desk.Refuse(desk.CodeConflict, "otherProvider")
	}
	if err := keepConfig(p, app, in.ConfigID); err != nil {
		return wire.AppAccess{}, err
	}
	if err := s.keepHosted(ctx, org, p, app, in); err != nil {
		return wire.AppAccess{}, err
	}
	defer s.forgetApp(appAt{p.Name, id})
	changed, err := s.keepAppSecret(ctx, org, id, desk.Pasted(in.Secret))
	if err != nil {
		return wire.AppAccess{}, err
	}
	if changed {
		app.ChangedAt = s.now()
		if err := s.dropUse(ctx, org, appUse(id)); err != nil {
			return wire.AppAccess{}, err
		}
	}
	if _, err := s.ensureToken(ctx, org, id); err != nil {
		return wire.AppAccess{}, err
	}
	app.Name, app.Unlinked = name, false
	if err := s.record(ctx, org, desk.EntryAppPut, app); err != nil {
		return wire.AppAccess{}, err
	}
	return s.accessOf(ctx, org, app)
}

// keepAppSecret stores a new secret and keeps the one before beside it for a
// while. The old one is written first: a crash between the two loses none.
func (s *Service) keepAppSecret(ctx context.Context, org desk.OrgID, id desk.AppID, secret string) (changed bool, err error) {
	has, err := s.secret(ctx, org, appSecret(id))
	switch {
	case err != nil:
		return false, err
	case secret == "" && has == "":
		return false, desk.Refuse(desk.CodeInvalid, "appSecret")
	case secret == "" || secret == has:
		return false, nil
	case len(secret) < 8 || len(secret) > 256 || !desk.Printable(secret):
		return false, desk.Refuse(desk.CodeInvalid, "appSecret", desk.Params{"context": "form"})
	}
	if has != "" {
		until := strconv.FormatInt(s.cfg.Clock().Add(rotation).UnixMilli(), 10)
		if err := s.cfg.Secrets.Put(ctx, org, appOldSecret(id), desk.Secret(until+":"+has)); err != nil {
			return false, err
		}
	}
	return true, s.cfg.Secrets.Put(ctx, org, appSecret(id), desk.Secret(secret))
}

// secret gives a secret in clear, "" when there is none.
func (s *Service) secret(ctx context.Context, org desk.OrgID, name string) (string, error) {
	v, err := s.cfg.Secrets.Get(ctx, org, name)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return "", nil
	}
	return v.Reveal(), err
}

// ensureToken gives the app's verify token and makes it when there is none.
func (s *Service) ensureToken(ctx context.Context, org desk.OrgID, id desk.AppID) (string, error) {
	token, err := s.secret(ctx, org, appToken(id))
	if err != nil || token != "" {
		return token, err
	}
	b := make([]byte, 24)
	rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, s.cfg.Secrets.Put(ctx, org, appToken(id), desk.Secret(token))
}

// accessOf says what to paste at the provider. Supervisors may see the verify token; it
// proves nothing but the handshake.
func (s *Service) accessOf(ctx context.Context, org desk.OrgID, app *desk.App) (wire.AppAccess, error) {
	token, err := s.ensureToken(ctx, org, app.ID)
	out := wire.AppAccess{ID: string(app.ID), Provider: app.Provider, Name: app.Name, VerifyToken: token, HandshakeAt: app.HandshakeAt, RefusedAt: app.RefusedAt, ConfigID: app.ConfigID, HostedURL: app.HostedURL}
	if err == nil {
		out.HostedToken, err = s.hasSystemToken(ctx, org, app.ID)
	}
	p, known := s.provider(app.Provider)
	if known {
		out.Provider, out.ConnectURL = p.Name, s.connectURL(p)
	}
	if known { // nothing answers for a provider that is not spoken to
		out.WebhookURL = s.addressOf(p, app.ID)
	}
	return out, err
}

// appAccess lists the apps with what to paste at their providers.
func (s *Service) appAccess(ctx context.Context, org desk.OrgID, _ wire.None) (wire.AppAccessList, error) {
	out := wire.AppAccessList{Apps: []wire.AppAccess{}, Providers: s.offered()}
	apps, err := desk.Find[*desk.App](ctx, s.cfg.Rows, org, desk.Apps.With())
	if err != nil {
		return out, desk.Wrap("list apps", err)
	}
	for _, app := range apps {
		if app.Unlinked {
			continue
		}
		access, err := s.accessOf(ctx, org, app)
		if err != nil {
			return out, err
		}
		out.Apps = append(out.Apps, access)
	}
	return out, nil
}

// AppKeys gives what proves an app's webhooks to each organization that has the
// app at the provider, oldest organization first; none for an unknown app.
func (s *Service) AppKeys(ctx context.Context, provider string, id desk.AppID) ([]channel.AppKeys, error) {
	known, err := s.appKeysOf(ctx, appAt{provider, id})
	if err != nil {
		return nil, err
	}
	out := make([]channel.AppKeys, 0, len(known))
	for _, k := range known {
		keys := channel.AppKeys{Org: k.org, Secrets: []string{k.current}, VerifyToken: k.verify}
		if k.old != "" && s.now() < k.oldUntil {
			keys.Secrets = append(keys.Secrets, k.old)
		}
		out = append(out, keys)
	}
	return out, nil
}

func (s *Service) appKeysOf(ctx context.Context, at appAt) ([]appKeys, error) {
	// Held while reading: a change that comes in between must not be overwritten.
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	if known := s.keys.apps[at]; len(known) > 0 {
		return known, nil
	}
	orgs, err := s.cfg.Rows.Orgs(ctx)
	if err != nil {
		return nil, desk.Wrap("list organizations", err)
	}
	var all []appKeys
	for _, org := range orgs {
		k, err := s.readAppKeys(ctx, org, at)
		if desk.CodeOf(err) == desk.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	if s.keys.apps == nil {
		s.keys.apps = map[appAt][]appKeys{}
	}
	if len(all) > 0 { // anybody may ask for any id: what is unknown is not remembered
		s.keys.apps[at] = all
	}
	return all, nil
}

func (s *Service) readAppKeys(ctx context.Context, org desk.OrgID, at appAt) (appKeys, error) {
	id := at.id
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, id)
	if err != nil {
		return appKeys{}, desk.Wrap("read app", err)
	}
	if !s.same(app.Provider, at.provider) {
		return appKeys{}, desk.Refuse(desk.CodeNotFound, "noApp")
	}
	k := appKeys{org: org}
	var old string
	for name, into := range map[string]*string{appSecret(id): &k.current, appOldSecret(id): &old, appToken(id): &k.verify} {
		var err error
		if *into, err = s.secret(ctx, org, name); err != nil {
			return appKeys{}, err
		}
	}
	if k.current == "" {
		return appKeys{}, desk.Refuse(desk.CodeNotFound, "appSecret", desk.Params{"context": "none"})
	}
	if until, value, ok := strings.Cut(old, ":"); ok {
		if ms, err := strconv.ParseInt(until, 10, 64); err == nil {
			k.old, k.oldUntil = value, ms
		}
	}
	return k, nil
}

func (s *Service) forgetApp(at appAt) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	delete(s.keys.apps, at)
}

// HandshakeDone notes that the organization's app completed the handshake just now.
func (s *Service) HandshakeDone(ctx context.Context, org desk.OrgID, id desk.AppID) error {
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, id)
	if err != nil {
		return desk.Wrap("read app", err)
	}
	app.HandshakeAt = s.now()
	return s.record(ctx, org, desk.EntryAppPut, app)
}

// refusalRest is how long after a refused handshake another one is not noted: anybody
// can ask for one.
const refusalRest = time.Minute

// HandshakeRefused notes that somebody asked for the handshake of the organization's app
// with another verify token just now.
func (s *Service) HandshakeRefused(ctx context.Context, org desk.OrgID, id desk.AppID) error {
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, id)
	if err != nil {
		return desk.Wrap("read app", err)
	}
	if app.RefusedAt > app.HandshakeAt && s.now()-app.RefusedAt < refusalRest.Milliseconds() {
		return nil
	}
	app.RefusedAt = s.now()
	return s.record(ctx, org, desk.EntryAppPut, app)
}

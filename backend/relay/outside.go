package relay

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/webhook"
)

// Provider is a provider of messages with all that the steps of the flow ask of one.
type Provider struct {
	integration.Provider
	Reader   channel.Reader
	Webhooks webhook.Provider
}

// Carrier is a carrier with all that the steps of the flow ask of one.
type Carrier struct {
	integration.Carrier
	Webhooks webhook.Carrier
}

// readers of what this build's providers ever wrote. The first is the reader of numbers
// that name no provider.
var readers = []channel.Reader{meta.Reader{}, twilio.Reader{}, vonage.Reader{}}

// providers lists those that this relay speaks to, in the order of readers.
func (r *Relay) providers() []Provider {
	return append([]Provider{
		{
			integration.Provider{
				Name: meta.Provider, Channel: desk.WhatsApp, IDs: meta.IDs, Scopes: meta.Scopes,
				Open: func(token desk.Secret) channel.Client { return r.metaClient(token) },
				Exchange: func(ctx context.Context, e channel.Exchange) (desk.Secret, error) {
					return r.metaClient("").ExchangeCode(ctx, e)
				},
				Hosted: r.signUpWindow().IsHosted,
				Fetch: func(ctx context.Context, g channel.HostedGrant) (desk.Secret, error) {
					return r.metaClient(g.System).FetchGranted(ctx, g)
				},
				Checks: desk.Checks, Fields: meta.Fields,
				OpenApp: func(app desk.AppID, secret desk.Secret) channel.AppClient {
					return meta.App{Client: r.metaClient(meta.AppToken(app, secret)), ID: app}
				},
			}, meta.Reader{}, meta.Webhooks{},
		},
		{
			integration.Provider{
				Name: twilio.Provider, Channel: desk.WhatsApp, IDs: twilio.IDs,
				Open: func(token desk.Secret) channel.Client { return r.twilioClient(token) }, Templates: twilio.TemplateLimits,
			}, twilio.Reader{}, twilio.Webhooks{},
		},
	}, r.opts.Providers...)
}

// carriers lists those that this relay speaks to.
func (r *Relay) carriers() []Carrier {
	return append([]Carrier{
		{vonage.Carrier{BaseURL: r.opts.Config.Vonage.BaseURL, Now: r.time.Now}, vonage.Webhooks{}},
		{twilio.Carrier{Hosts: r.twilioHosts(), HTTP: r.twilioHTTP()}, twilio.SMSWebhooks{}},
	}, r.opts.Carriers...)
}

// withOthers is Engine, which reads what the providers of Options write too.
func withOthers(others []Provider) *engine.Engine {
	all := readers[1:]
	for _, p := range others {
		all = append(all[:len(all):len(all)], p.Reader)
	}
	return engine.New(readers[0], all...)
}

// linkable gives what organizations can be linked with.
func (r *Relay) linkable() (providers []integration.Provider, carriers []integration.Carrier) {
	for _, p := range r.providers() {
		providers = append(providers, p.Provider)
	}
	for _, c := range r.carriers() {
		carriers = append(carriers, c.Carrier)
	}
	return providers, carriers
}

// hooks adds the routes of the webhooks of each provider and carrier.
func (r *Relay) hooks(mux *http.ServeMux, counters *webhook.Metrics) {
	r.inbound = map[string]*webhook.Messages{}
	for i, p := range r.providers() {
		h := webhook.NewMessages(p.Webhooks, r.links, r.db, r.ledger, int64(r.opts.Config.Limits.WebhookBody), r.time.Now, counters, r.log)
		h.At(r.reachedAt)
		if i == 0 { // the witness is the server of the first
			h.OnStamps(r.witness.Heard)
		}
		h.OnGranted(r.signup.AccountGranted)
		r.inbound[p.Name] = h
		mux.Handle("/webhooks/"+p.Name+"/{app}", h)
	}
	r.texts = map[string]*webhook.SMS{}
	for _, c := range r.carriers() {
		h := webhook.NewSMS(c.Webhooks, r.links, r.provision, r.time.Now, counters, r.log)
		h.At(r.reachedAt)
		r.texts[c.Provider()] = h
		mux.Handle("/webhooks/"+c.Provider()+"/sms", h)
		if speaks, ok := c.Webhooks.(webhook.CallCarrier); ok {
			v := webhook.NewCalls(speaks, r.links, r.provision, r.time.Now, counters, r.log)
			v.At(r.reachedAt)
			mux.Handle("/webhooks/"+c.Provider()+"/voice", v)
		}
	}
}

// pulseOf says when a number last had a webhook, and how many.
func (r *Relay) pulseOf(n *desk.Number) channel.Pulse {
	rented := slices.ContainsFunc(r.carriers(), func(c Carrier) bool { return c.Provider() == n.Provider })
	if n.Channel.Named() == desk.SMS && rented { // else a provider of messages carries its SMS
		return r.provision.Pulse(n.ID)
	}
	name := n.Provider
	if name == "" {
		name = r.providers()[0].Name
	}
	if h, ok := r.inbound[name]; ok {
		return h.Pulse(n.ID)
	}
	return channel.Pulse{} // its provider is not spoken to any more
}

// metaClient speaks to Meta: one pool of connections, a token per account.
func (r *Relay) metaClient(token desk.Secret) *meta.Client {
	return &meta.Client{BaseURL: r.witness.Base(), Version: r.opts.Config.Meta.Version, Token: meta.StaticToken(token), HTTP: r.witness.Client()}
}

// twilioClient speaks to Twilio for one account, whose login is the token.
func (r *Relay) twilioClient(token desk.Secret) *twilio.Client {
	c := &twilio.Client{Hosts: r.twilioHosts(), HTTP: r.twilioHTTP(), Login: twilio.ReadToken(token)}
	if base := r.reachedAt(); base != "" {
		c.Webhook = base + "/webhooks/" + twilio.Provider + "/" + c.Login.Account
		c.Publish, c.PublishPicture = r.publish, r.publishPicture
	}
	return c
}

func (r *Relay) twilioHosts() twilio.Hosts { return twilio.HostsAt(r.opts.Config.Twilio.BaseURL) }

// twilioHTTP calls public addresses only, and the one that the operator chose.
func (r *Relay) twilioHTTP() *http.Client {
	r.twilioOnce.Do(func() {
		r.twilioCaller = meta.NewHTTPClient(cmp.Or(r.opts.Config.Twilio.BaseURL, twilio.DefaultAPI))
	})
	return r.twilioCaller
}

// reachedAt is the address at which the outside reaches this relay, "" when it cannot. In
// practice the outside is on this computer.
func (r *Relay) reachedAt() string {
	switch public := strings.TrimSuffix(r.opts.Config.Public.URL, "/"); {
	case public != "":
		return public
	case r.practice != nil && r.web != nil:
		return r.PublicURL()
	}
	return ""
}

// setupCalls gives what the wizard asks, of the links and of the numbers.
func (r *Relay) setupCalls() map[string]provision.CallFunc {
	calls := r.provision.Calls()
	for name, f := range r.links.Calls() {
		calls[name] = func(ctx context.Context, c provision.Caller, body []byte) (any, error) {
			return f(ctx, c.Org, c.User, body)
		}
	}
	for name, f := range r.doctor.Calls() {
		calls[name] = func(ctx context.Context, c provision.Caller, body []byte) (any, error) {
			return f(ctx, c.Org, c.User, body)
		}
	}
	return calls
}

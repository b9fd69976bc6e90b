package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
)

// metaClient speaks to Meta: one pool of connections, a token per account.
func (r *Relay) metaClient(token desk.Secret) *meta.Client {
	return &meta.Client{BaseURL: r.witness.Base(), Version: r.opts.Config.Meta.Version, Token: meta.StaticToken(token), HTTP: r.witness.Client()}
}

// setupCalls gives what the wizard asks, of the links and of the numbers.
func (r *Relay) setupCalls() map[string]provision.CallFunc {
	calls := r.provision.Calls()
	for name, f := range r.links.Calls() {
		calls[name] = func(ctx context.Context, c provision.Caller, body []byte) (any, error) {
			return f(ctx, c.Org, c.User, body)
		}
	}
	return calls
}

package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/sender"
)

// account gives the client of the account that a number belongs to.
func (r *Relay) account(ctx context.Context, org desk.OrgID, n *desk.Number) (sender.Provider, error) {
	token, err := r.links.Token(ctx, org, n.WabaID)
	if err != nil {
		return nil, err
	}
	return r.metaClient(token), nil
}

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

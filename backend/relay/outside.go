package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sender"
)

// metaAccount gives the client of the account that a number belongs to: one
// pool of connections, a token per account.
func (r *Relay) metaAccount(ctx context.Context, _ desk.OrgID, n *desk.Number) (sender.Provider, error) {
	token, err := r.provision.WabaToken(ctx, n.WabaID)
	if err != nil {
		return nil, err
	}
	return &meta.Client{BaseURL: r.sees.base, Version: r.opts.Config.Meta.Version, Token: meta.StaticToken(token), HTTP: r.sees.client}, nil
}

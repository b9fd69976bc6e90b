package relay

import (
	"context"
	"net/http"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sender"
)

// outside makes Meta's clients: one pool of connections, a token per account.
type outside struct {
	once sync.Once
	http *http.Client
}

// metaAccount gives the client of the account that a number belongs to.
func (r *Relay) metaAccount(ctx context.Context, _ desk.OrgID, n *desk.Number) (sender.Provider, error) {
	cfg := r.opts.Config.Meta
	base := cfg.BaseURL
	if base == "" {
		base = meta.DefaultBaseURL
	}
	token, err := r.provision.WabaToken(ctx, n.WabaID)
	if err != nil {
		return nil, err
	}
	r.outside.once.Do(func() { r.outside.http = meta.NewHTTPClient(base) })
	return &meta.Client{BaseURL: base, Version: cfg.Version, Token: meta.StaticToken(token), HTTP: r.outside.http}, nil
}

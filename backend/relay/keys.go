package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/webhook"
)

// keys shows the webhooks what provision keeps, in their own words.
type keys struct{ *provision.Service }

// AppKeys is what proves that a webhook comes from a Meta app.
func (k keys) AppKeys(ctx context.Context, app desk.AppID) (webhook.AppKeys, error) {
	a, err := k.Service.AppKeys(ctx, app)
	return webhook.AppKeys(a), err
}

// CarrierKeys is what proves that an SMS webhook comes from the carrier.
func (k keys) CarrierKeys(ctx context.Context) (webhook.CarrierKeys, error) {
	c, err := k.Service.CarrierKeys(ctx)
	return webhook.CarrierKeys(c), err
}

package meta

import (
	"context"
	"net/http"

	"github.com/parleydesk/parley/backend/desk"
)

// syncTypes has Meta's names of what a phone may be asked for.
var syncTypes = map[desk.PhoneSync]string{desk.SyncContacts: "smb_app_state_sync", desk.SyncHistory: "history"}

// SyncPhone asks the WhatsApp Business app of a number for the names of its contacts or its
// old messages. Meta takes each once, within 24 hours after the number was connected.
func (c *Client) SyncPhone(ctx context.Context, number string, what desk.PhoneSync) error {
	kind, known := syncTypes[what]
	if !known {
		return invalid("ask phone", "syncType")
	}
	return c.call(ctx, request{
		op: "ask phone", method: http.MethodPost, path: []string{number, "smb_app_data"},
		body: map[string]string{"messaging_product": product, "sync_type": kind},
	}, &struct{}{})
}

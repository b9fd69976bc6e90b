package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// SyncPhone is channel's. CodeConflict for a provider that asks no phone.
func (w *watched) SyncPhone(ctx context.Context, number string, what desk.PhoneSync) error {
	phone, can := w.Client.(channel.PhoneClient)
	if !can {
		return desk.Refuse(desk.CodeConflict, "onPhone")
	}
	err := phone.SyncPhone(ctx, number, what)
	w.note(ctx, err)
	return err
}

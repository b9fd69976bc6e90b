package meta_test

import (
	"context"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// What a phone tells comes only if the app asked for its fields.
func TestFields_askForWhatPhonesTell(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"history", "smb_app_state_sync", "smb_message_echoes", "account_update"} {
		if !slices.Contains(meta.Fields.Useful, field) {
			t.Errorf("%s is not asked for", field)
		}
	}
}

func TestSyncPhone_refusesWhatNoPhoneHas(t *testing.T) {
	t.Parallel()
	c := &meta.Client{BaseURL: "http://127.0.0.1:1", Version: "v23.0", Token: meta.StaticToken("t")}
	if err := c.SyncPhone(context.Background(), "1", desk.PhoneSync("secrets")); err == nil {
		t.Error("anything can be asked for")
	}
}

package integration_test

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/integration"
)

// kept has the token of each account.
type kept map[string]desk.Secret

func (kept) Put(context.Context, desk.OrgID, string, desk.Secret) error { return nil }

func (k kept) Get(_ context.Context, org desk.OrgID, name string) (desk.Secret, error) {
	if v, ok := k[string(org)+"/"+name]; ok {
		return v, nil
	}
	return "", &desk.Error{Code: desk.CodeNotFound}
}

// account speaks with a token.
type account struct {
	channel.Client
	token desk.Secret
}

// TestMessenger_isTheNumbersOwn: a number sends with its own organization's token of
// its own account, and one of an unknown provider with none.
func TestMessenger_isTheNumbersOwn(t *testing.T) {
	t.Parallel()
	s := integration.New(integration.Config{
		Provider: "meta", Secrets: kept{"org_1/waba/wab_1/token": "one", "org_2/waba/wab_1/token": "two"},
		Client: func(token desk.Secret) channel.Client { return account{token: token} },
	})
	for _, tc := range []struct {
		org      desk.OrgID
		provider string
		want     desk.Secret
		refused  string
	}{
		{"org_1", "meta", "one", ""},
		{"org_2", "meta", "two", ""},
		{"org_1", "", "one", ""}, // a number from before there were several
		{"org_1", "pigeon", "", "provider"},
		{"org_3", "meta", "", "noToken"},
	} {
		m, err := s.Messenger(t.Context(), tc.org, &desk.Number{Provider: tc.provider, WabaID: "wab_1"})
		if got := desk.SubcodeOf(err); got != tc.refused {
			t.Errorf("%s, provider %q: refused with %q, want %q", tc.org, tc.provider, got, tc.refused)
		}
		if tc.refused == "" && m.(account).token != tc.want {
			t.Errorf("%s, provider %q: another token", tc.org, tc.provider)
		}
	}
}

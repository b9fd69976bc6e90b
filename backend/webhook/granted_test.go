package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

const partnerAdded = `{"object":"whatsapp_business_account","entry":[{"id":"35602282435505","time":1764100000,"changes":[{"field":"account_update",
	"value":{"event":"PARTNER_ADDED","waba_info":{"waba_id":"495709166956424","owner_business_id":"942647313864044"}}}]}]}`

// A grant is told of before it is kept, and only to those to whom it is proven: when nobody
// could take it down, the provider has to send it again.
func TestMessages_tellsOfAGrantBeforeItIsKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, secret string
		broken       error
		status       int
		told, kept   int
	}{
		"granted":              {partnerAdded, "one", nil, http.StatusOK, 1, 1},
		"granted to another":   {strings.ReplaceAll(partnerAdded, "PARTNER_ADDED", "PARTNER_REMOVED"), "one", nil, http.StatusOK, 0, 1},
		"not proven":           {partnerAdded, "nobody's", nil, http.StatusUnauthorized, 0, 0},
		"nobody takes it down": {partnerAdded, "one", errors.New("the disk is full"), http.StatusServiceUnavailable, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := &paper{}
			m, h := newDoors().handler(kept, nil)
			var told []channel.Grant
			var to []desk.OrgID
			m.OnGranted(func(_ context.Context, orgs []desk.OrgID, g channel.Grant) error {
				told, to = append(told, g), orgs
				if n := len(kept.proposals); n != 0 {
					t.Errorf("%d entries are kept before", n)
				}
				return c.broken
			})
			status := deliver(h, strings.NewReader(c.body), meta.Sign(c.secret, []byte(c.body)))
			if status != c.status || len(told) != c.told || len(kept.proposals) != c.kept {
				t.Fatalf("%d, told %v, kept %d", status, told, len(kept.proposals))
			}
			want := channel.Grant{App: "app1", Account: "495709166956424", Business: "942647313864044", At: 1764100000000}
			if c.told == 1 && (!cmp.Equal(told[0], want) || !cmp.Equal(to, []desk.OrgID{"org_1", "org_3"})) {
				t.Errorf("told %+v of %v", to, told)
			}
		})
	}
}

package desk_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

var roles = []desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}

// TestRule6_whoMayActOnWhom generates role × act × role × self × active and
// holds the table against the sentences that it stands for.
func TestRule6_whoMayActOnWhom(t *testing.T) {
	t.Parallel()
	for _, act := range desk.Acts {
		for _, by := range roles {
			for _, on := range roles {
				for _, active := range []bool{true, false} {
					actor := &desk.User{ID: "a", Role: by, Active: active}
					other := &desk.User{ID: "b", Role: on, Active: true}
					check(t, act, actor, other)
					check(t, act, actor, actor)
				}
			}
		}
	}
}

func check(t *testing.T, act desk.Act, by, on *desk.User) {
	t.Helper()
	self := by.ID == on.ID
	may := desk.May(by, act, on) == nil
	what := fmt.Sprintf("%s (active %v) does %s to %s, self %v", by.Role, by.Active, act, on.Role, self)
	never := func(rule bool, sentence string) {
		t.Helper()
		if may && rule {
			t.Errorf("%s: %s", what, sentence)
		}
	}
	harmless := act == desk.ActMember || act == desk.ActAssign // arranges work, touches nobody's rights
	never(!by.Active, "who is switched off does nothing")
	never(by.Role == desk.RoleAdmin && on.Role == desk.RoleOwner && !harmless, "an admin does not touch an owner")
	never(by.Role == desk.RoleAgent && !self && act != desk.ActAssign, "an agent acts on nobody")
	never(self && (act == desk.ActRole || act == desk.ActActive), "nobody changes their own rights: the last owner stays")
	never(by.Role == desk.RoleAdmin && on.Role == desk.RoleAdmin && (act == desk.ActReset || act == desk.ActRole),
		"an admin does not become another admin, nor makes them somebody whose password may be reset")
	ownRights := self && (act == desk.ActRole || act == desk.ActActive)
	if !may && by.Active && by.Role == desk.RoleOwner && !ownRights {
		t.Errorf("%s: an owner may do everything else", what)
	}
	if !may && by.Active && by.Role == desk.RoleAdmin && on.Role == desk.RoleAgent {
		t.Errorf("%s: an admin may do everything to agents", what)
	}
	if err := desk.MayActOnOthers(by, act); err != nil && !self && may {
		t.Errorf("%s: refused before the other one is looked up: %v", what, err)
	}
}

func TestRule6_nobodyGivesMoreThanTheyHave(t *testing.T) {
	t.Parallel()
	rank := map[desk.Role]int{desk.RoleAgent: 0, desk.RoleAdmin: 1, desk.RoleOwner: 2}
	for _, by := range roles {
		for _, gives := range append(roles, "king", "") {
			for _, active := range []bool{true, false} {
				err := desk.MayGive(&desk.User{Role: by, Active: active}, gives)
				want := active && gives.Valid() && by.Supervisor() && rank[gives] <= rank[by]
				if (err == nil) != want {
					t.Errorf("%s (active %v) gives %q: %v", by, active, gives, err)
				}
			}
		}
	}
}

package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// told has the provider tell something of the number by itself.
func (w *world) told(field, value string) {
	w.t.Helper()
	w.waba(field, fmt.Sprintf(`{"display_phone_number":"15550783881",%s}`, value))
}

// Each of Meta's webhooks about a number changes its row; supervisors are told of what
// they have to know, and nobody else.
func TestNumberNews_updateTheRow(t *testing.T) {
	t.Parallel()
	type row struct {
		name, quality string
		news          desk.NumberNews
	}
	review := func(state desk.ReviewState, name, reason string) desk.NumberNews {
		return desk.NumberNews{Limit: 250, Review: desk.NameReview{State: state, Name: name, Reason: reason}}
	}
	before := desk.NumberNews{Limit: 250}
	for name, c := range map[string]struct {
		field, value string
		want         row
		notice       desk.NoticeKind // "" = none
	}{
		"a name is approved": {
			"phone_number_name_update", `"decision":"APPROVED","requested_verified_name":"Lucky Shrub","rejection_reason":null`,
			row{"Lucky Shrub", "GREEN", review(desk.ReviewApproved, "Lucky Shrub", "")}, "",
		},
		"a name is refused": {
			"phone_number_name_update", `"decision":"REJECTED","requested_verified_name":"Best Shop","rejection_reason":"NAME_GENERIC"`,
			row{"Shop", "GREEN", review(desk.ReviewRefused, "Best Shop", "NAME_GENERIC")}, desk.NoticeAccount,
		},
		"a name is looked at": {
			"phone_number_name_update", `"decision":"DEFERRED","requested_verified_name":"Best Shop"`,
			row{"Shop", "GREEN", review(desk.ReviewPending, "Best Shop", "")}, "",
		},
		"it may send faster": {
			"phone_number_quality_update", `"event":"THROUGHPUT_UPGRADE","max_daily_conversations_per_business":"TIER_UNLIMITED"`,
			row{"Shop", "GREEN", desk.NumberNews{Limit: desk.NoLimit, Throughput: "HIGH"}}, desk.NoticeLimit,
		},
		"a tier, as it was once told": {
			"phone_number_quality_update", `"event":"UPGRADE","current_limit":"TIER_1K"`,
			row{"Shop", "GREEN", desk.NumberNews{Limit: 1000}}, desk.NoticeLimit,
		},
		"the same tier": {"phone_number_quality_update", `"event":"ONBOARDING","max_daily_conversations_per_business":"TIER_250"`, row{"Shop", "GREEN", before}, ""},
		"customers complain": {
			"phone_number_quality_update", `"event":"FLAGGED","current_limit":"TIER_250"`, row{"Shop", "RED", before}, desk.NoticeQuality,
		},
		"they do not any more": {"phone_number_quality_update", `"event":"UNFLAGGED"`, row{"Shop", "UNKNOWN", before}, ""},
		"of all of the business": {
			"business_capability_update", `"max_daily_conversations_per_business":2000`, row{"Shop", "GREEN", desk.NumberNews{Limit: 2000}}, desk.NoticeLimit,
		},
		"a word that is not known": {"phone_number_quality_update", `"event":"SHINY","current_limit":"TIER_X"`, row{"Shop", "GREEN", before}, ""},
	} {
		w := newWorld(t)
		w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", VerifiedName: "Shop", Quality: "GREEN", News: before})
		w.told(c.field, c.value)
		n := w.numberRow("num1")
		if got := (row{n.VerifiedName, n.Quality, n.News}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		for _, kind := range []desk.NoticeKind{desk.NoticeAccount, desk.NoticeQuality, desk.NoticeLimit} {
			want := 0
			if kind == c.notice {
				want = 1
			}
			if got := w.notices("olga", kind); got != want {
				t.Errorf("%s: %d notices %s, want %d", name, got, kind, want)
			}
			if w.notices("ana", kind) != 0 {
				t.Errorf("%s: an agent is told", name)
			}
		}
		w.sameAgain()
	}
}

// What the provider answers when it is asked is taken over whole; what is worse than
// before is told.
func TestNumberSeen_isTakenOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	see := func(quality string, news desk.NumberNews) {
		t.Helper()
		w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", VerifiedName: "Shop", Quality: quality, News: news})
		if n := w.numberRow("num1"); n.Quality != quality || n.News != news {
			t.Fatalf("%+v", n)
		}
	}
	notices := func(want map[desk.NoticeKind]int) {
		t.Helper()
		for kind, n := range want {
			if got := w.notices("olga", kind); got != n {
				t.Errorf("%d notices %s, want %d", got, kind, n)
			}
		}
	}
	see("GREEN", desk.NumberNews{Limit: 250})
	notices(map[desk.NoticeKind]int{desk.NoticeQuality: 0, desk.NoticeLimit: 0, desk.NoticeAccount: 0}) // the first word is no news
	see("YELLOW", desk.NumberNews{Limit: 1000, Trouble: desk.TroubleLimited})
	notices(map[desk.NoticeKind]int{desk.NoticeQuality: 1, desk.NoticeLimit: 1, desk.NoticeAccount: 1})
	w.is("num1", desk.NumberRestricted, "standing/limited")
	see("GREEN", desk.NumberNews{Limit: 1000})
	w.is("num1", desk.NumberActive, "")
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num9"})
	w.must(desk.EntryNumberGone, map[string]string{"id": "num1"})
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", Quality: "RED"})
	if n := w.numberRow("num1"); n.Quality != "GREEN" {
		t.Errorf("word of a deleted number: %+v", n)
	}
}

// Only the webhook of a refusal says why; an answer afterwards leaves that.
func TestNumberSeen_keepsTheReasonOfARefusedName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.told("phone_number_name_update", `"decision":"REJECTED","requested_verified_name":"Best Shop","rejection_reason":"NAME_GENERIC"`)
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", News: desk.NumberNews{Review: desk.NameReview{State: desk.ReviewRefused, Name: "Best Shop"}}})
	if got := w.numberRow("num1").News.Review; got.Reason != "NAME_GENERIC" {
		t.Errorf("%+v", got)
	}
}

// An app of somebody else tells nothing of our numbers.
func TestNumberNews_ofAnotherAppAreNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryAppPut, desk.App{ID: "app2"})
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app2"})
	w.told("business_capability_update", `"max_daily_conversations_per_business":2000`)
	if n := w.numberRow("num1"); n.News.Limit != 0 {
		t.Errorf("%+v", n.News)
	}
}

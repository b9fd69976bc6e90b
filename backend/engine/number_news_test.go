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

// What was told of a number while its provider was asked is later than the answer; the rest of
// the answer is taken over.
func TestNumberSeen_keepsWhatWasToldMeanwhile(t *testing.T) {
	t.Parallel()
	was := desk.NumberNews{Limit: 250, Throughput: "STANDARD", Review: desk.NameReview{State: desk.ReviewPending, Name: "Shop"}, Username: "shop"}
	answer := desk.NumberNews{Limit: 1000, Throughput: "HIGH", Review: desk.NameReview{State: desk.ReviewApproved, Name: "Shop"}, Username: "store"}
	type row struct {
		name, quality string
		news          desk.NumberNews
		off           bool
	}
	for name, told := range map[string]func(*row){
		"nothing":      func(*row) {},
		"a trouble":    func(r *row) { r.news.Trouble = desk.TroubleBanned },
		"a limit":      func(r *row) { r.news.Limit = 2000 },
		"a throughput": func(r *row) { r.news.Throughput = "OTHER" },
		"a review":     func(r *row) { r.news.Review.State = desk.ReviewRefused },
		"a username":   func(r *row) { r.news.Username = "lamps" },
		"a quality":    func(r *row) { r.quality = "RED" },
		"a name":       func(r *row) { r.name = "Lamps" },
		"a PIN":        func(r *row) { r.off = true },
	} {
		w := newWorld(t)
		see := func(r row, before *desk.NumberWas) {
			pin := desk.PINOn
			if r.off {
				pin = desk.PINOff
			}
			w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", VerifiedName: r.name, Quality: r.quality, News: r.news, PIN: pin, Was: before})
		}
		asked := row{name: "Shop", quality: "GREEN", news: was}
		see(asked, nil)
		meanwhile := asked
		told(&meanwhile)
		see(meanwhile, nil)
		replied := row{name: "Store", quality: "YELLOW", news: answer}
		see(replied, &desk.NumberWas{VerifiedName: "Shop", Quality: "GREEN", News: was})
		told(&replied)
		n := w.numberRow("num1")
		if name == "a review" { // the one that was told, whole
			replied.news.Review = meanwhile.news.Review
		}
		if got := (row{n.VerifiedName, n.Quality, n.News, n.TwoStep.Off}); got != replied {
			t.Errorf("%s: %+v, want %+v", name, got, replied)
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
	see("GREEN", desk.NumberNews{Limit: 1000, Throughput: "STANDARD"})
	notices(map[desk.NoticeKind]int{desk.NoticeQuality: 0, desk.NoticeBetter: 1, desk.NoticeSpeed: 0}) // it is well again, and the first word of its speed is no news
	see("GREEN", desk.NumberNews{Limit: 1000, Throughput: "HIGH"})
	notices(map[desk.NoticeKind]int{desk.NoticeBetter: 1, desk.NoticeSpeed: 1, desk.NoticeLimit: 1})
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

// By which name customers find the business is shown until it is given up, and an answer
// that has none takes none away.
func TestNumberNews_username(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct{ value, want string }{
		{`"username":"shop","status":"reserved"`, ""},
		{`"username":"shop","status":"approved"`, "shop"},
		{`"username":"shop.berlin","status":"approved"`, "shop.berlin"},
	} {
		w.told("business_username_update", c.value)
		if got := w.numberRow("num1").News.Username; got != c.want {
			t.Errorf("%s: %q", c.value, got)
		}
	}
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1"})
	if got := w.numberRow("num1").News.Username; got != "shop.berlin" {
		t.Errorf("after an answer without it: %q", got)
	}
	w.told("business_username_update", `"username":"shop.berlin","status":"deleted"`)
	if got := w.numberRow("num1").News.Username; got != "" {
		t.Errorf("given up, and %q", got)
	}
	w.sameAgain()
}

// How customers take a template is on its row, and supervisors are told of a bad rating once.
func TestTemplateNews_quality(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.lists(parcel("It is on its way."))
	id := w.tpl("77").ID
	for _, c := range []struct {
		score, want string
		told        int
	}{{"GREEN", "GREEN", 0}, {"YELLOW", "YELLOW", 0}, {"RED", "RED", 1}, {"RED", "RED", 1}, {"UNKNOWN", "", 1}, {"SHINY", "", 1}} {
		w.told("message_template_quality_update", `"message_template_id":77,"message_template_name":"parcel","message_template_language":"en","new_quality_score":"`+c.score+`"`)
		if got := w.tpl("77"); got.Quality != c.want || got.Status != desk.TemplateApproved || got.Agreed != nil || w.toldOf(id) != c.told {
			t.Errorf("%s: %+v, told %d", c.score, got, w.toldOf(id))
		}
	}
	w.sameAgain()
}

// How many numbers Meta allows is kept of the account, also when its token is put anew.
func TestAccountNews_numbersAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account := func() *desk.Waba { return every[desk.Waba](w.m, desk.RowWaba, nil)[0] }
	before := *account()
	w.told("business_capability_update", `"max_daily_conversations_per_business":2000`)
	if got := account().MaxNumbers; got != 0 {
		t.Errorf("nothing was said, and it may have %d", got)
	}
	w.told("business_capability_update", `"max_phone_numbers_per_business":20`)
	w.must(desk.EntryWabaPut, before)
	w.told("business_capability_update", `"max_phone_numbers_per_waba":"x"`)
	if got := account().MaxNumbers; got != 20 {
		t.Errorf("it may have %d", got)
	}
	w.told("account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING"}]`)
	w.told("account_update", `"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}`)
	if got := account(); got.MaxNumbers != 20 || len(got.Restrictions) != 0 {
		t.Errorf("after the lift it may have %d, and %v", got.MaxNumbers, got.Restrictions)
	}
	w.told("business_capability_update", `"max_phone_numbers_per_waba":25,"max_phone_numbers_per_business":"25"`)
	if got := account().MaxNumbers; got != 25 {
		t.Errorf("now it may have %d", got)
	}
	w.sameAgain()
}

// How many numbers a business may have is news when it changes, either way.
func TestNumbersAllowed_changeIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, most := range []string{"2", "2", "20", "2"} {
		w.waba("business_capability_update", `{"max_phone_numbers_per_business":`+most+`}`)
		if got, want := w.notices("olga", desk.NoticeNumbers), []int{0, 0, 1, 1}[i]; got != want {
			t.Errorf("%d notices after %s at word %d, want %d", got, most, i, want)
		}
		if w.notices("ana", desk.NoticeNumbers) != 0 {
			t.Error("an agent is told")
		}
		if i == 2 {
			if about := w.notice("olga", desk.NoticeNumbers).Subject; about != "waba1" {
				t.Errorf("it is about %q", about)
			}
		}
	}
	w.rebuildsTheSame()
}

package meta_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/words"
)

// codeClass is what follows from one of Meta's codes.
type codeClass struct {
	retry channel.Retry
	scope meta.Scope
	wait  time.Duration
}

// classes are the codes of Meta's list by what follows from each: whether the
// sender tries again, and how much stands still.
var classes = map[codeClass][]int{
	{channel.RetryFix, meta.ScopeAccount, 0}: {
		0, 190, 3, 10, 131005, 200, 250, 299, 368, 131031, 131064, 131042, 131063, 134011, 2388019,
	},
	{channel.RetryNever, meta.ScopeAccount, 0}: {104},
	{channel.RetryFix, meta.ScopeNumber, 0}: {
		33, 131048, 131045, 133010, 131037, 133000, 133005, 133006, 136024, 136025, 2388009, 2388012,
		2388091, 2388093, 2388103, 147001, 147003, 147005,
	},
	{channel.RetryNever, meta.ScopeNumber, 0}:    {2593107, 2593108, 2593109},
	{channel.RetryBackoff, meta.ScopeNumber, 0}:  {130429},
	{channel.RetryBackoff, meta.ScopeMessage, 0}: {1, 2, 131000, 131016, 133004, 135000},
	{channel.RetryNever, meta.ScopeMessage, 0}: {
		100, 131008, 131009, 131051, 131060, 131044, 138000, 138500, 138999, 139000, 139999,
	},
	{channel.RetryFix, meta.ScopeMessage, 0}:                {131052, 131053},
	{channel.RetryPair, meta.ScopeContact, 0}:               {131056},
	{channel.RetryFix, meta.ScopeContact, 0}:                {130403, 131030, 137000},
	{channel.RetryNever, meta.ScopeContact, 0}:              {130497, 130472, 131021, 131026, 131047, 131050, 131062},
	{channel.RetryNever, meta.ScopeTemplate, 0}:             {131061, 132000, 132005, 132012, 132018, 132001, 132007, 132016, 2388023, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299},
	{channel.RetryFix, meta.ScopeTemplate, 0}:               {132015, 132068},
	{channel.RetryWait, meta.ScopeAccount, time.Hour}:       {4, 80007},
	{channel.RetryWait, meta.ScopeTemplate, time.Hour}:      {132069},
	{channel.RetryWait, meta.ScopeNumber, time.Hour}:        {133008},
	{channel.RetryWait, meta.ScopeNumber, 2 * time.Minute}:  {131057},
	{channel.RetryWait, meta.ScopeNumber, 5 * time.Minute}:  {133009, 133015},
	{channel.RetryWait, meta.ScopeNumber, 10 * time.Minute}: {2494100},
	{channel.RetryWait, meta.ScopeNumber, 72 * time.Hour}:   {133016},
	{channel.RetryWait, meta.ScopeContact, 24 * time.Hour}:  {131049},
}

// Every code of Meta's list has its class. Guards a code that is retried though it
// was refused for good, or given up though it passes by itself.
func TestExplain_everyCodeHasItsClass(t *testing.T) {
	t.Parallel()
	n := 0
	for want, codes := range classes {
		for _, code := range codes {
			n++
			e := meta.Explain(code)
			if got := (codeClass{e.Retry, e.Scope, e.Wait}); got != want || !e.Known || e.Code != code {
				t.Errorf("%d: %+v, want %+v", code, e, want)
			}
		}
	}
	if n < 85 {
		t.Errorf("only %d codes", n)
	}
	for _, code := range []int{-1, 5, 199, 300, 137999, 140000, 147000, 147006, 131046, 999999} {
		if e := meta.Explain(code); e.Known || e.Code != code || e.Retry != channel.RetryNever || e.Scope != meta.ScopeMessage || e.Wait != 0 {
			t.Errorf("%d, which is in no list: %+v", code, e)
		}
	}
}

// refusedWith answers every call with one of Meta's errors.
func refusedWith(t *testing.T, status int, body string) *meta.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return newClient(server.URL)
}

func graphError(code int) string {
	return fmt.Sprintf(`{"error":{"message":"(#%d) Title","code":%d,"error_subcode":33,"error_data":{"details":"more of it"}}}`, code, code)
}

// What a refusal by code is for whoever decides about the next attempt: a code of
// ours that says whether it is tried again, and what the set-up goes by.
func TestFailure_everyClassOfCodeIsTold(t *testing.T) {
	t.Parallel()
	ours := map[channel.Retry]desk.Code{
		channel.RetryFix: desk.CodeInvalid, channel.RetryNever: desk.CodeInvalid, channel.RetryBackoff: desk.CodeUnavailable,
		channel.RetryWait: desk.CodeTooMany, channel.RetryPair: desk.CodeTooMany,
	}
	reasons := map[int]channel.Reason{
		0: channel.ReasonDeadToken, 190: channel.ReasonDeadToken, 136024: channel.ReasonCodeRefused,
		136025: channel.ReasonWrongCode, 2388012: channel.ReasonNumberExists, 2593107: channel.ReasonAskedBefore,
	}
	vague := []int{1, 2, 131000, 131016, 133004, 135000}
	for class, codes := range classes {
		for _, code := range codes {
			err := refusedWith(t, http.StatusBadRequest, graphError(code)).SubscribeApp(t.Context(), wabaID)
			var e *meta.Error
			if !errors.As(err, &e) {
				t.Fatalf("%d: %v", code, err)
			}
			unknown := slices.Contains(vague, code) // it may have been done all the same
			want := ours[class.retry]
			if unknown {
				want = desk.CodeInternal
			}
			if got := desk.CodeOf(err); got != want || desk.SubcodeOf(err) != "meta" || desk.SaidOf(err).Params["code"] != fmt.Sprint(code) || desk.Retryable(err) && unknown {
				t.Errorf("%d is %s %s, want %s", code, got, desk.SubcodeOf(err), want)
			}
			f := e.Failure()
			if f.Provider != "meta" || f.Source != channel.FromProvider || f.Unknown != unknown || f.Code != code || f.Reason != reasons[code] ||
				f.Retry != class.retry || f.Wait != class.wait || f.Title != fmt.Sprintf("(#%d) Title", code) || f.Details != "more of it" {
				t.Errorf("%d is told as %+v", code, f)
			}
		}
	}
}

// A failure without one of Meta's codes says where it came from, and is tried again
// only where nothing can have been done.
func TestFailure_withoutACodeSaysWhereItCameFrom(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	silent := refusedWith(t, http.StatusBadGateway, "<html>")
	for name, c := range map[string]struct {
		call   func() error
		source channel.Source
		want   desk.Code
	}{
		"no connection":           {func() error { return newClient(gone.URL).SubscribeApp(t.Context(), wabaID) }, channel.FromTheWay, desk.CodeUnavailable},
		"no answer to a change":   {func() error { return silent.SubscribeApp(t.Context(), wabaID) }, channel.FromTheWay, desk.CodeInternal},
		"no answer to a question": {func() error { _, err := silent.GetAccount(t.Context(), wabaID); return err }, channel.FromTheWay, desk.CodeUnavailable},
		"refused here":            {func() error { return silent.SubscribeApp(t.Context(), "") }, channel.FromHere, desk.CodeInvalid},
	} {
		err := c.call()
		var e *meta.Error
		if !errors.As(err, &e) || desk.CodeOf(err) != c.want {
			t.Errorf("%s: %v is %s, want %s", name, err, desk.CodeOf(err), c.want)
			continue
		}
		f := e.Failure()
		if f.Source != c.source || f.Unknown != (c.want == desk.CodeInternal) || f.Code != 0 || f.Reason != "" || f.Retry != channel.RetryBackoff {
			t.Errorf("%s is told as %+v", name, f)
		}
	}
}

// The operator's line has all that can be looked up, and only what there is.
func TestError_lineForTheOperator(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]meta.Error{
		"meta send: graph error 0, http 401, outcome nothingSent":                      {Op: "send", Cause: meta.CauseGraph, HTTPStatus: 401, Outcome: meta.NothingSent, Message: "quoted +4915550100200"},
		"meta send: graph error 100 subcode 33, http 400, outcome unknown":             {Op: "send", Cause: meta.CauseGraph, Code: 100, Subcode: 33, HTTPStatus: 400, Outcome: meta.OutcomeUnknown, Details: "quoted"},
		"meta get: transport, outcome nothingSent: context canceled":                   {Op: "get", Cause: meta.CauseTransport, Outcome: meta.NothingSent, Err: context.Canceled},
		"meta get: unreadable, http 502, outcome unknown: the answer is not our shape": {Op: "get", Cause: meta.CauseUnreadable, HTTPStatus: 502, Outcome: meta.OutcomeUnknown, Err: errors.New("the answer is not our shape")},
		"meta get: invalid, outcome nothingSent":                                       {Op: "get", Cause: meta.CauseInvalid, Outcome: meta.NothingSent, Code: 7},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		if e.Err != nil && !errors.Is(&e, e.Err) || desk.CodeOf(&e) == "" {
			t.Errorf("%s hides its cause", want)
		}
	}
}

// Meta's words stand beside ours where they add something, and nowhere else.
func TestFailure_addsMetasWordsWhereTheySaySomething(t *testing.T) {
	t.Parallel()
	full := func(e meta.Error) string { return words.Of(e.Failure().Full.Err()) }
	plain := full(meta.Error{Cause: meta.CauseGraph, Code: 100, Outcome: meta.NothingSent})
	if plain == "" {
		t.Fatal("nothing is said")
	}
	for name, c := range map[string]struct {
		details string
		added   bool
	}{
		"some": {" Param body is too long ", true}, "none": {"", false}, "blanks": {" \n", false}, "very long": {strings.Repeat("x", 301), false},
		"long": {strings.Repeat("x", 300), true},
	} {
		got := full(meta.Error{Cause: meta.CauseGraph, Code: 100, Outcome: meta.NothingSent, Details: c.details})
		if added := got != plain && strings.HasPrefix(got, plain) && strings.Contains(got, strings.TrimSpace(c.details)); added != c.added || !added && got != plain {
			t.Errorf("%s: %q", name, got)
		}
	}
	unlisted := meta.Error{Cause: meta.CauseGraph, Code: 777777, Outcome: meta.NothingSent, Message: "The moon is full", Details: "The moon is full"}
	if got := full(unlisted); strings.Count(got, "The moon is full") != 1 || !strings.Contains(got, "777777") {
		t.Errorf("what Meta calls it is said as %q", got)
	}
	way := meta.Error{Cause: meta.CauseTransport, Outcome: meta.NothingSent, Details: "quoted"}
	if strings.Contains(full(way), "quoted") {
		t.Error("words that are not Meta's are called Meta's")
	}
}

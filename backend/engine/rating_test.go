package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// asking gives the world an inbox that asks for a rating, and a conversation that was closed.
func asking(t *testing.T, change func(*wire.Survey)) *world {
	t.Helper()
	w := newWorld(t)
	s := wire.Survey{Question: "How was it?", DelayMinutes: 1, Thanks: "Thank you."}
	if change != nil {
		change(&s)
	}
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Survey = &s })
	w.says("wamid.1", "hello")
	who := w.accept()
	w.deliver(w.send(who, w.text("It is on its way.")), "wamid.2")
	w.ok(who, wire.CmdClose.Name, w.ref())
	return w
}

// asked lets the delay pass, and has the question leave.
func (w *world) asked() *desk.Message {
	w.t.Helper()
	w.pass(2 * minute)
	w.sendDue(map[string]int{})
	return w.partOf(desk.RatingQuestion)
}

// partOf gives the one message that is that part of a rating, nil for none.
func (w *world) partOf(part desk.RatingPart) *desk.Message {
	w.t.Helper()
	list := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Rating != nil && m.Rating.Part == part })
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	w.t.Fatalf("there are %d messages of a rating that are its %s", len(list), part)
	return nil
}

func (w *world) taps(id string, question *desk.Message, row int) {
	w.t.Helper()
	r := question.Choices.Sections[0].Rows[row]
	w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":%q,"title":%q}}`, r.ID, r.Title))
}

func (w *world) score(want int) {
	w.t.Helper()
	if r := w.interaction().Rating; r == nil || r.Score != want {
		w.t.Fatalf("the rating is %+v, want %d", r, want)
	}
}

// began counts the conversations that there are.
func (w *world) began() int { return len(every[desk.Interaction](w.m, desk.RowInteraction, nil)) }

func TestRating_aTapBelongsToTheConversationThatWasClosed(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	records := len(w.records())
	before := *w.interaction()
	w.pass(30_000)
	if w.partOf(desk.RatingQuestion) != nil || w.interaction().Rating.DueAt == 0 {
		t.Fatal("the customer was asked before the delay was over")
	}
	q := w.asked()
	if q == nil || q.Text != "How was it?" || len(q.Choices.Sections[0].Rows) != 5 || q.Status != desk.StatusAccepted {
		t.Fatalf("the question: %+v", q)
	}
	w.now += minute
	w.taps("wamid.9", q, 0)
	w.score(5)
	if a := w.partOf(desk.RatingAnswer); a == nil || a.Rating.Score != 5 || a.InteractionID != w.interaction().ID {
		t.Errorf("the answer: %+v", a)
	}
	if m := w.partOf(desk.RatingThanks); m == nil || m.Text != "Thank you." {
		t.Errorf("the thanks: %+v", m)
	}
	now := w.interaction()
	if w.began() != 1 || w.thread().Open || now.MessagesIn != before.MessagesIn || now.MessagesOut != before.MessagesOut ||
		now.LastBusinessAt != before.LastBusinessAt || now.LastCustomerAt != before.LastCustomerAt || len(w.records()) != records {
		t.Errorf("the rating counts in the conversation: %+v", now)
	}
	if w.notices("ana", desk.NoticeMessage)+w.notices("ben", desk.NoticeMessage)+w.notices("olga", desk.NoticeMessage) != 0 {
		t.Error("somebody was told of the answer")
	}
	w.taps("wamid.10", q, 4) // the list can be tapped again
	if w.score(1); w.began() != 1 || w.partOf(desk.RatingThanks) == nil {
		t.Error("who changes their mind begins a conversation, or is thanked twice")
	}
	w.sameAgain()
}

func TestRating_whatIsWritten(t *testing.T) {
	t.Parallel()
	for text, tt := range map[string]struct {
		score, conversations int
	}{
		"4": {4, 1}, " 4/5 ": {4, 1}, "⭐⭐⭐": {3, 1}, "٥": {5, 1}, "2️⃣": {2, 1}, "Five!": {5, 1}, "fünf": {5, 1}, "３": {3, 1}, "5 ★★★★★": {5, 1},
		"6": {0, 2}, "0": {0, 2}, "45": {0, 2}, "5 boxes": {0, 2}, "2 of them were broken": {0, 2}, "⭐⭐⭐⭐⭐⭐": {0, 2}, "👍": {0, 2}, "thanks": {0, 2}, "5?": {0, 2}, "2 ★★★": {0, 2},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			w.asked()
			closed := w.interaction().ID
			w.now += minute
			w.says("wamid.9", text)
			it := w.m.rows[desk.Ref{Kind: desk.RowInteraction, ID: string(closed)}].(*desk.Interaction) //nolint:errcheck // it is one
			if it.Rating.Score != tt.score || w.began() != tt.conversations {
				t.Errorf("%q: rated %d with %d conversations, want %+v", text, it.Rating.Score, w.began(), tt)
			}
			w.sameAgain()
		})
	}
}

func TestRating_aCommentStaysWithItAndEverythingElseBeginsAConversation(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		score     string
		wait      int64
		text      string
		comment   bool
		following string
	}{
		"a word after it":         {"5", minute, "Great service, thank you", true, ""},
		"a second one":            {"5", minute, "Great", true, "And one more thing"},
		"a question":              {"5", minute, "When will it come?", false, ""},
		"an Arabic question":      {"5", minute, "متى يصل؟", false, ""},
		"much later":              {"5", 6 * minute, "It came", false, ""},
		"a long one":              {"5", minute, strings.Repeat("x", desk.MaxRatingComment+1), false, ""},
		"somebody who is unhappy": {"1", minute, "It is broken", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			w.asked()
			w.says("wamid.9", tt.score)
			w.now += tt.wait
			w.says("wamid.10", tt.text)
			want := 2
			if tt.comment {
				want = 1
			}
			if (w.partOf(desk.RatingComment) != nil) != tt.comment || w.began() != want {
				t.Fatalf("a comment: %+v, and %d conversations", w.partOf(desk.RatingComment), w.began())
			}
			if tt.following != "" {
				w.says("wamid.11", tt.following)
				if w.began() != 2 {
					t.Error("what follows a comment began no conversation")
				}
			}
			w.sameAgain()
		})
	}
}

func TestRating_whoIsNotAsked(t *testing.T) {
	t.Parallel()
	contact := func(w *world) string { return string(w.thread().ContactID) }
	for name, tt := range map[string]struct {
		does func(w *world)
		want desk.RatingSkip
	}{
		"it goes on": {func(w *world) { w.ok("olga", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)}) }, desk.SkipReopened},
		"they write": {func(w *world) { w.says("wamid.5", "and another thing") }, desk.SkipReopened},
		"it is blocked": {func(w *world) {
			w.ok("olga", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: contact(w), Blocked: true})
		}, desk.SkipBlocked},
		"they opted out":  {func(w *world) { w.optIns(); w.preference("stop") }, desk.SkipOptedOut},
		"it is off now":   {func(w *world) { w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Survey = &wire.Survey{} }) }, desk.SkipOff},
		"the number left": {func(w *world) { w.must(desk.EntryNumberPut, trouble(w)) }, desk.SkipNumber},
		"the relay slept": {func(w *world) { w.now += 26 * hour }, desk.SkipLate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			closed := w.interaction().ID
			tt.does(w)
			w.pass(2 * minute)
			it := w.m.rows[desk.Ref{Kind: desk.RowInteraction, ID: string(closed)}].(*desk.Interaction) //nolint:errcheck // it is one
			if it.Rating == nil || it.Rating.Skipped != tt.want || w.partOf(desk.RatingQuestion) != nil {
				t.Errorf("%+v, want that nobody was asked because of %q", it.Rating, tt.want)
			}
			w.sameAgain()
		})
	}
}

func trouble(w *world) desk.Number {
	n := *w.number("num1")
	n.State = desk.NumberProblem
	return n
}

// A relay that stops between the question's timer and its sending sends it once, and a timer
// that comes twice asks once.
func TestRating_isAskedOnce(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	w.pass(2 * minute)
	id := w.interaction().ID
	w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerRating, Subject: string(id)})
	left := map[string]int{}
	w.sendDue(left)
	w.sendDue(left)
	w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerRating, Subject: string(id)})
	w.sendDue(left)
	if q := w.partOf(desk.RatingQuestion); q == nil || len(left) != 1 || left[string(q.ID)] != 1 {
		t.Fatalf("left: %v", left)
	}
	// Nor is it after the next conversation of the day.
	w.now += hour
	w.says("wamid.20", "hello again")
	who := w.accept()
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.pass(2 * minute)
	if r := w.interaction().Rating; r == nil || r.Skipped != desk.SkipRecent {
		t.Errorf("the next one of the day: %+v", r)
	}
	w.sameAgain()
}

// A question that has not left when the customer writes does not leave, and counts as none.
func TestRating_isHeldBackWhenTheConversationGoesOn(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	w.pass(2 * minute)
	q, closed := w.partOf(desk.RatingQuestion), w.interaction().ID
	w.says("wamid.5", "and another thing")
	w.sendDue(map[string]int{})
	it := w.m.rows[desk.Ref{Kind: desk.RowInteraction, ID: string(closed)}].(*desk.Interaction) //nolint:errcheck // it is one
	if q = w.message(string(q.ID)); q.Status != desk.StatusRejected || q.Problem.Said.Params["context"] != "rating" || !it.Rating.Failed || w.thread().Rated != nil {
		t.Fatalf("the question: %+v, the rating %+v", q, it.Rating)
	}
	if w.notices("olga", desk.NoticeSendFailed) != 0 {
		t.Error("supervisors are told of it")
	}
	w.says("wamid.6", "5")
	if it.Rating.Score != 0 {
		t.Error("a customer who was not asked has rated")
	}
	w.sameAgain()
}

func TestRating_byTemplateWhileTheWindowIsShut(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		agreed bool
		want   desk.RatingSkip
	}{"who agreed": {true, ""}, "who did not": {false, desk.SkipConsent}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{
				{MetaID: "901", Name: "rate", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Body: "How was it?"},
				{MetaID: "902", Name: "values", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Body: "How was {{1}}?"},
			}})
			named := func(name string) string {
				return string(every(w.m, desk.RowTemplate, func(t *desk.Template) bool { return t.Name == name })[0].ID)
			}
			box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
			w.refused("olga", wire.CmdPutInbox.Name, wire.PutInbox{
				ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), Members: []string{"ana"},
				Survey: &wire.Survey{Question: "How?", TemplateID: named("values")},
			}, "badSurvey")
			w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) {
				c.Survey = &wire.Survey{Question: "How?", TemplateID: named("rate"), Thanks: "Thanks"}
			})
			w.says("wamid.1", "hello")
			who := w.accept()
			if tt.agreed {
				w.addsOptIn("olga", w.consent("utility"))
			}
			w.now += 23*hour + 59*minute
			w.ok(who, wire.CmdClose.Name, w.ref())
			stamp := w.interaction().TemplateAt
			q := w.asked()
			if r := w.interaction().Rating; r.Skipped != tt.want || (q != nil) != tt.agreed {
				t.Fatalf("%+v, %+v", r, q)
			}
			if q == nil {
				return
			}
			if q.Kind != desk.KindTemplate || q.Text != "How was it?" || w.interaction().TemplateAt != stamp || w.thread().Open {
				t.Errorf("%+v", q)
			}
			w.now += minute
			w.says("wamid.9", "4")
			w.score(4)
			w.sameAgain()
		})
	}
}

// What a rating said can be erased, and the record folds to the same rows afterwards.
func TestRating_erased(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	w.asked()
	w.now += minute
	w.says("wamid.9", "4")
	w.says("wamid.10", "Very secret")
	for _, m := range []*desk.Message{w.partOf(desk.RatingAnswer), w.partOf(desk.RatingComment)} {
		w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: string(m.ID)})
	}
	for _, e := range w.m.entries {
		if strings.Contains(string(e.Payload), "secret") {
			t.Errorf("entry %d of kind %s has content", e.Seq, e.Kind)
		}
	}
	w.rebuildsTheSame()
	w.score(4)
}

func TestSurvey_bounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	for name, s := range map[string]wire.Survey{
		"no question":    {DelayMinutes: 1},
		"a blank one":    {Question: "\u2060 \u200b", Thanks: "x"},
		"a long one":     {Question: strings.Repeat("ä", desk.MaxSurveyQuestion+1)},
		"long thanks":    {Question: "How?", Thanks: strings.Repeat("ä", desk.MaxSurveyThanks+1)},
		"before the end": {Question: "How?", DelayMinutes: -1},
		"hours later":    {Question: "How?", DelayMinutes: desk.MaxSurveyDelay + 1},
	} {
		c := wire.PutInbox{ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), Members: []string{"ana"}, Survey: &s}
		t.Log(name)
		w.refused("olga", wire.CmdPutInbox.Name, c, "badSurvey")
	}
	now := wire.Survey{Question: " How? "}
	c := wire.PutInbox{ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), Edited: &wire.InboxEdit{}, Survey: &now}
	w.ok("olga", wire.CmdPutInbox.Name, c)
	if got := every[desk.Inbox](w.m, desk.RowInbox, nil)[0].Survey; got == nil || got.Question != "How?" {
		t.Fatalf("%+v", got)
	}
	other := wire.Survey{Question: "Was it good?"}
	c.Survey = &other
	w.refused("olga", wire.CmdPutInbox.Name, c, "changedMeanwhile") // the form began with none
	c.Edited.Survey = &wire.Survey{Question: "How?"}
	w.ok("olga", wire.CmdPutInbox.Name, c)
	raw, err := json.Marshal(every[desk.Inbox](w.m, desk.RowInbox, nil)[0].Survey)
	if err != nil || !strings.Contains(string(raw), "Was it good?") {
		t.Errorf("%s, %v", raw, err)
	}
}

package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// closedOne gives an interaction by its id.
func (w *world) closedOne(id desk.InteractionID) *desk.Interaction {
	w.t.Helper()
	return every(w.m, desk.RowInteraction, func(it *desk.Interaction) bool { return it.ID == id })[0]
}

func (w *world) rewrites(id, of, text string) {
	w.t.Helper()
	w.now += 2000
	w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"edit","edit":{"original_message_id":%q,"message":{"type":"text","text":{"body":%q}}}`, of, text))
}

// A figure that was written before the question left answers something else.
func TestRating_whatWasWrittenBeforeTheQuestionLeft(t *testing.T) {
	t.Parallel()
	for name, comes := range map[string]func(w *world){
		"while it waits to leave": func(w *world) {
			w.pass(2 * minute)
			w.says("wamid.9", "5")
			w.sendDue(map[string]int{})
		},
		"and comes in after it left": func(w *world) {
			w.pass(5 * minute)
			w.sendDue(map[string]int{})
			w.now += 20_000
			w.wrote("wamid.9", customer, w.now-40_000, `"type":"text","text":{"body":"5"}`)
		},
		"after it was decided, long before it left": func(w *world) {
			w.pass(2 * minute)
			written := w.now + minute
			w.now += hour
			w.sendDue(map[string]int{})
			w.now += minute
			w.wrote("wamid.9", customer, written, `"type":"text","text":{"body":"5"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			closed := w.interaction().ID
			comes(w)
			if r := w.closedOne(closed).Rating; r.Score != 0 || w.began() != 2 || w.partOf(desk.RatingAnswer) != nil {
				t.Errorf("it counts as a rating: %+v, %d conversations", r, w.began())
			}
			w.sameAgain()
		})
	}
}

// An answer that its author changes counts as it is now; what is none any more is a message.
func TestRating_edited(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		says, edit     string
		comment, erase bool
		score, began   int
	}{
		"to another score":                {says: "4", edit: "2", score: 2, began: 1},
		"to words":                        {says: "4", edit: "4 of them are broken", began: 2},
		"to words, and erased":            {says: "4", edit: "4 of them are broken", erase: true, began: 2},
		"to another score, and erased":    {says: "4", edit: "2", erase: true, score: 2, began: 1},
		"a comment to another":            {says: "Great", edit: "Very great", comment: true, score: 5, began: 1},
		"a comment to a question":         {says: "Great", edit: "Great, but where is it?", comment: true, score: 5, began: 2},
		"a comment to one, and is erased": {says: "Great", edit: "Great, but where is it?", comment: true, erase: true, score: 5, began: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			w.asked()
			closed := w.interaction().ID
			w.now += minute
			if tt.comment {
				w.says("wamid.8", "5")
			}
			w.says("wamid.9", tt.says)
			w.rewrites("wamid.e", "wamid.9", tt.edit)
			m, err := w.m.MessageByProviderID(t.Context(), orgID, "wamid.9")
			if err != nil {
				t.Fatal(err)
			}
			if tt.erase {
				w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: string(m.ID)})
				w.rebuildsTheSame()
			}
			it := w.closedOne(closed)
			if it.Rating.Score != tt.score || w.began() != tt.began {
				t.Errorf("rated %+v with %d conversations, want %+v", it.Rating, w.began(), tt)
			}
			if m = w.message(string(m.ID)); (m.Rating == nil) != (tt.began == 2) || (m.InteractionID == closed) != (tt.began == 1) {
				t.Errorf("the message: %+v in %s", m.Rating, m.InteractionID)
			}
			if tt.began == 2 && (it.Rating.CommentID != "" || w.interaction().MessagesIn != 1) {
				t.Errorf("it still is the comment of %+v, or counts nowhere", it.Rating)
			}
			if !tt.erase {
				w.sameAgain()
			}
		})
	}
}

// An answer that is deleted in the chat stays what it was.
func TestRating_revoked(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	w.asked()
	w.now += minute
	w.says("wamid.9", "4")
	w.wrote("wamid.r", customer, w.now, `"type":"revoke","revoke":{"original_message_id":"wamid.9"}`)
	if w.score(4); w.began() != 1 {
		t.Error("it began a conversation")
	}
	w.sameAgain()
}

// What became of the customer until the question leaves holds it back as it would have before.
func TestRating_whoIsNotAskedAfterAll(t *testing.T) {
	t.Parallel()
	contact := func(w *world) string { return string(w.thread().ContactID) }
	for said, does := range map[string]func(w *world){
		"ratingBlocked": func(w *world) {
			w.ok("olga", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: contact(w), Blocked: true})
		},
		"ratingOptedOut": func(w *world) { w.optIns(); w.preference("stop") },
		"ratingOff": func(w *world) {
			w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Survey = &wire.Survey{} })
		},
		"ratingLate": func(w *world) { w.now += 25 * hour },
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			w := asking(t, nil)
			w.pass(2 * minute)
			q := w.partOf(desk.RatingQuestion)
			does(w)
			w.sendDue(map[string]int{})
			if q = w.message(string(q.ID)); q.Status != desk.StatusRejected || q.Problem.Said.Params["context"] != said {
				t.Errorf("%s, %+v", q.Status, q.Problem)
			}
			if !w.interaction().Rating.Failed || w.thread().Rated != nil {
				t.Errorf("the customer counts as asked: %+v", w.interaction().Rating)
			}
			w.sameAgain()
		})
	}
}

func TestRating_whoWroteNothingIsNotAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Survey = &wire.Survey{Question: "How was it?"} })
	w.deliver(w.startWith("ana", "+"+customer), "wamid.1")
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.pass(minute)
	if r := w.interaction().Rating; r.Skipped != desk.SkipSilent {
		t.Errorf("%+v", r)
	}
	w.sameAgain()
}

// Nobody sends a question again: it went, or is not to.
func TestRating_isNotSentAgain(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	w.pass(2 * minute)
	q := w.partOf(desk.RatingQuestion)
	w.says("wamid.5", "and another thing")
	w.sendDue(map[string]int{})
	who := w.accept()
	w.refused(who, wire.CmdResend.Name, wire.MessageRef{MessageID: string(q.ID)}, "notFailed")
	if w.partOf(desk.RatingQuestion) == nil {
		t.Error("there is another one")
	}
}

// A tap belongs to the question in which it was, also after the next one and while somebody
// has the next conversation, who is not told of it.
func TestRating_aTapInAnOlderQuestion(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	q, first := w.asked(), w.interaction().ID
	w.now += 25 * hour
	w.says("wamid.20", "hello again")
	who := w.accept()
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.pass(2 * minute)
	w.sendDue(map[string]int{})
	second := w.interaction()
	if second.Rating.AskedAt == 0 {
		t.Fatalf("the second: %+v", second.Rating)
	}
	w.says("wamid.21", "one more thing")
	who = w.accept()
	told := w.notices(who, desk.NoticeMessage)
	began := w.began()
	w.taps("wamid.22", q, 1)
	if r := w.closedOne(first).Rating; r.Score != 4 || w.closedOne(second.ID).Rating.Score != 0 || w.began() != began {
		t.Errorf("the first %+v, the second %+v", r, w.closedOne(second.ID).Rating)
	}
	if w.notices(who, desk.NoticeMessage) != told {
		t.Error("who has the next conversation is told of the answer")
	}
	// What is in a tap came from outside: the question of another customer is not answered.
	w.wrote("wamid.23", "16505559999", w.now, fmt.Sprintf(`"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":%q,"title":"1"}}`, string(q.ID)+":5"))
	if r := w.closedOne(first).Rating; r.Score != 4 {
		t.Errorf("somebody else rated it: %+v", r)
	}
	m, err := w.m.MessageByProviderID(t.Context(), orgID, "wamid.22")
	if err != nil {
		t.Fatal(err)
	}
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: string(m.ID)})
	w.rebuildsTheSame()
}

// Who tapped a score, wrote another and made words of that is rated as they tapped.
func TestRating_editedLeavesTheAnswerBefore(t *testing.T) {
	t.Parallel()
	w := asking(t, nil)
	q := w.asked()
	closed := w.interaction().ID
	w.now += minute
	w.taps("wamid.7", q, 2)
	tapped := w.closedOne(closed).Rating
	w.now += minute
	w.taps("wamid.8", q, 1)
	w.now += minute
	w.says("wamid.9", "1")
	w.now += 2 * minute
	for n := range 110 { // what comes meanwhile is another matter
		w.now += 1000
		w.says(fmt.Sprint("wamid.much", n), "and another thing")
	}
	w.rewrites("wamid.e", "wamid.9", "1 of them is broken")
	r := w.closedOne(closed).Rating
	if r.Score != 4 || r.AnswerID == tapped.AnswerID || r.AnsweredAt != tapped.AnsweredAt+minute || w.began() != 2 {
		t.Errorf("rated %+v with %d conversations, tapped first %+v", r, w.began(), tapped)
	}
	w.sameAgain()
}

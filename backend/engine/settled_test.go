package engine_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// settling is one kind of notice: what brings it, and what ends it.
type settling struct {
	// never says why nothing but its person ends it; then the rest is empty.
	never string
	// comes makes a world in which the first of them has such a notice.
	comes func(t *testing.T) (*world, desk.UserID)
	// ends are the deeds of which each ends it for everybody.
	ends map[string]func(w *world, who desk.UserID)
	// stays are deeds that do not do what it asks for.
	stays map[string]func(w *world, who desk.UserID)
}

func other(id desk.UserID) desk.UserID {
	return map[desk.UserID]desk.UserID{"ana": "ben", "ben": "ana"}[id]
}

func untaken(t *testing.T) (*world, desk.UserID) {
	w := manned(t, desk.ModeManual)
	w.says("wamid.1", "hello")
	w.pass(desk.DefaultPolicy().EscalateAfter)
	return w, "olga"
}

func taken(t *testing.T) (*world, desk.UserID) {
	w := manned(t, desk.ModeRoundRobin)
	w.says("wamid.1", "hello")
	return w, w.accept()
}

func owing(late int64) func(t *testing.T) (*world, desk.UserID) {
	return func(t *testing.T) (*world, desk.UserID) {
		w := promising(t, wire.Targets{First: 20})
		w.says("wamid.1", "hello?")
		who := w.accept()
		w.pass(late)
		return w, who
	}
}

func unanswered(ms int64) func(t *testing.T) (*world, desk.UserID) {
	return func(t *testing.T) (*world, desk.UserID) {
		w := watching(t)
		w.wrote("wamid.1", customer, w.now-2000, hello)
		who := w.accept()
		w.pass(w.interaction().LastCustomerAt + ms - w.now)
		return w, who
	}
}

func answers(w *world, who desk.UserID) {
	w.now += 1000
	w.send(who, w.text("here I am"))
}
func opens(w *world, who desk.UserID) {
	w.ok(who, wire.CmdRead.Name, wire.ReadUpTo{ThreadID: string(w.thread().ID), UpToSeq: 1})
}
func answersOnPhone(w *world, _ desk.UserID) {
	w.now += 1000
	w.echo("wamid.phone", w.now, hello)
}
func closes(w *world, _ desk.UserID) { w.ok("olga", wire.CmdClose.Name, w.ref()) }
func gives(w *world, who desk.UserID) {
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
}
func gets(w *world, who desk.UserID) {
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(who), "", ""))
}
func writesAgain(w *world, _ desk.UserID) {
	w.now += 1000
	w.says("wamid.again", "and now?")
}
func reads(w *world, who desk.UserID) {
	w.ok(who, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
}

func settlings() map[desk.NoticeKind]settling {
	type deeds = map[string]func(w *world, who desk.UserID)
	return map[desk.NoticeKind]settling{
		desk.NoticeEscalation: {
			comes: untaken,
			ends: deeds{"an agent takes it": func(w *world, _ desk.UserID) { w.ok("ana", wire.CmdTake.Name, w.ref()) }, "it is closed": closes,
				"it is given to somebody": func(w *world, _ desk.UserID) { gets(w, "ben") }},
			stays: deeds{"the customer writes again": writesAgain},
		},
		desk.NoticeUnrouted: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := manned(t, desk.ModeRoundRobin)
				w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
				w.says("wamid.1", "hello")
				return w, "olga"
			},
			ends: deeds{"the number gets an inbox": func(w *world, _ desk.UserID) {
				w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(w.box())})
			}, "a supervisor takes it": func(w *world, _ desk.UserID) { w.ok("olga", wire.CmdTake.Name, w.ref()) }, "it is closed": closes},
			stays: deeds{"the customer writes again": writesAgain},
		},
		desk.NoticeQueued: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := manned(t, desk.ModeManual)
				w.says("wamid.1", "hello")
				return w, "ana"
			},
			ends:  deeds{"they take it": func(w *world, who desk.UserID) { w.ok(who, wire.CmdTake.Name, w.ref()) }, "somebody gets it": gives, "it is closed": closes},
			stays: deeds{"the customer writes again": writesAgain},
		},
		desk.NoticeOffer: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := manned(t, desk.ModeRoundRobin)
				w.says("wamid.1", "hello")
				return w, w.offer().UserID
			},
			ends: deeds{
				"they accept":           func(w *world, _ desk.UserID) { w.accept() },
				"somebody else gets it": gives,
				"it is closed":          closes,
				"they missed it and had it later": func(w *world, who desk.UserID) {
					w.pass(minute)
					gets(w, who)
				},
			},
			stays: deeds{"they miss it": func(w *world, _ desk.UserID) { w.pass(minute) }},
		},
		desk.NoticeMessage: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				writesAgain(w, who)
				return w, who
			},
			ends: deeds{"they open it": opens, "they answer": answers, "they answer on the phone": answersOnPhone, "somebody else gets it": gives, "it is closed": closes},
		},
		desk.NoticeTransfer: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				gives(w, who)
				return w, other(who)
			},
			ends: deeds{"they open it": opens, "they answer": answers, "they answer on the phone": answersOnPhone, "somebody else gets it": gives, "it is closed": closes,
				"it is taken back": func(w *world, who desk.UserID) { w.ok("olga", wire.CmdTakeBack.Name, w.ref()) }},
			stays: deeds{"the customer writes again": writesAgain},
		},
		desk.NoticeAssigned: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := manned(t, desk.ModeRoundRobin)
				yes := true
				for _, id := range []desk.UserID{"ana", "ben"} {
					w.ok(id, wire.CmdPreferences.Name, wire.Preferences{AutoAccept: &yes})
				}
				w.says("wamid.1", "hello")
				return w, w.interaction().Owner
			},
			ends: deeds{"they open it": opens, "they answer": answers, "somebody else gets it": gives, "it is closed": closes},
		},
		desk.NoticeTaken: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				gives(w, who)
				return w, who
			},
			ends:  deeds{"they get it back": gets, "they open it": opens},
			stays: deeds{"it is closed": closes}, // it asks for nothing: they hear of it all the same
		},
		desk.NoticeWoken: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				w.snoozes(who, hour)
				w.pass(hour)
				return w, who
			},
			ends: deeds{"they open it": opens, "they snooze it again": func(w *world, who desk.UserID) { w.snoozes(who, hour) }, "it goes to somebody else": gives, "it is closed": closes},
		},
		desk.NoticeReturned: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				w.offline(who)
				w.pass(desk.DefaultPolicy().OfflineGrace)
				return w, who
			},
			ends:  deeds{"they get it back": func(w *world, who desk.UserID) { w.online(who); gets(w, who) }, "they open it": opens},
			stays: deeds{"it is closed": closes},
		},
		desk.NoticeSendFailed: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				id := w.send(who, w.text("one"))
				w.posting(id)
				w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
				return w, who
			},
			ends: deeds{"they send it again": func(w *world, who desk.UserID) {
				w.ok(who, wire.CmdResend.Name, wire.MessageRef{MessageID: string(w.ours().ID)})
			}},
			stays: deeds{"they send another": answers, "it is closed": closes},
		},
		desk.NoticeClosing: {
			comes: unanswered(24*hour - 10*minute),
			ends:  deeds{"they answer": answers, "the customer writes again": writesAgain, "it is closed": closes},
			stays: deeds{"they open it": opens},
		},
		desk.NoticeWindow: {
			comes: unanswered(24 * hour),
			ends: deeds{"a template is sent": func(w *world, who desk.UserID) {
				w.now += 1000
				w.send(who, w.template(customer))
			}, "the customer writes again": writesAgain, "somebody closes it": closes,
				"the customer writes after it has expired": func(w *world, _ desk.UserID) {
					w.pass(48 * hour)
					w.says("wamid.new", "hello again")
				}},
			stays: deeds{"they open it": opens, "it expires": func(w *world, _ desk.UserID) { w.pass(48 * hour) }},
		},
		desk.NoticeDue: {
			comes: owing(16 * minute),
			ends:  deeds{"they answer": answers, "it is closed": closes, "it is missed": func(w *world, _ desk.UserID) { w.pass(hour) }},
			stays: deeds{"they open it": opens},
		},
		desk.NoticeMissed: {
			comes: owing(hour),
			ends:  deeds{"they answer": answers, "it is closed": closes},
			stays: deeds{"they open it": opens, "the customer writes again": writesAgain},
		},
		desk.NoticeUnhandled: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := newWorld(t)
				w.early("999", "wamid.x", "early")
				return w, "olga"
			},
			ends: deeds{"it is understood": func(w *world, _ desk.UserID) {
				w.must(desk.EntryNumberPut, desk.Number{ID: "num9", Provider: "meta", AppID: "app1", WabaID: "waba9", PhoneID: "999", Name: "Nine"})
			}},
			stays: deeds{"it is not understood yet": func(w *world, _ desk.UserID) {
				w.ok("olga", wire.CmdReplayUnhandled.Name, wire.UnhandledRef{UnhandledID: string(w.unhandled()[0].ID)})
			}, "only another one is": func(w *world, _ desk.UserID) {
				w.early("777", "wamid.y", "to another number")
				w.must(desk.EntryNumberPut, desk.Number{ID: "num9", Provider: "meta", AppID: "app1", WabaID: "waba9", PhoneID: "999", Name: "Nine"})
				w.ok("olga", wire.CmdReplayUnhandled.Name, wire.UnhandledRef{UnhandledID: string(every(w.m, desk.RowUnhandled, func(u *desk.Unhandled) bool { return !u.Replayed })[0].ID)})
			}},
		},
		desk.NoticeCheckup: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := newWorld(t)
				w.examined(desk.Check{Name: desk.CheckToken, Verdict: desk.VerdictOK}, desk.Check{Name: desk.CheckRegistered, Verdict: desk.VerdictOK})
				w.examined(desk.Check{Name: desk.CheckToken, Verdict: desk.VerdictFailed}, desk.Check{Name: desk.CheckRegistered, Verdict: desk.VerdictFailed})
				return w, "olga"
			},
			ends: deeds{"every check passes": func(w *world, _ desk.UserID) {
				w.examined(desk.Check{Name: desk.CheckToken, Verdict: desk.VerdictOK}, desk.Check{Name: desk.CheckRegistered, Verdict: desk.VerdictWarning})
			}, "the number is deleted": deletesNumber},
			stays: deeds{"one still fails": func(w *world, _ desk.UserID) {
				w.examined(desk.Check{Name: desk.CheckToken, Verdict: desk.VerdictOK}, desk.Check{Name: desk.CheckRegistered, Verdict: desk.VerdictFailed})
			}},
		},
		desk.NoticeAccount: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := newWorld(t)
				w.security("PIN_CHANGED", w.now/1000)
				return w, "olga"
			},
			ends:  deeds{"a PIN is set here": func(w *world, _ desk.UserID) { w.must(desk.EntryNumberPIN, desk.NumberPIN{NumberID: "num1"}) }, "the number is deleted": deletesNumber},
			stays: deeds{"customers like it": func(w *world, _ desk.UserID) { w.rated("GREEN") }},
		},
		desk.NoticeQuality: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := newWorld(t)
				w.rated("GREEN", "RED")
				return w, "olga"
			},
			ends:  deeds{"it is good again": func(w *world, _ desk.UserID) { w.rated("GREEN") }, "the number is deleted": deletesNumber},
			stays: deeds{"it is better, not good": func(w *world, _ desk.UserID) { w.rated("YELLOW") }},
		},
		desk.NoticeBetter: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w := newWorld(t)
				w.rated("RED", "YELLOW")
				return w, "olga"
			},
			ends:  deeds{"it is worse again": func(w *world, _ desk.UserID) { w.rated("RED") }},
			stays: deeds{"it is good": func(w *world, _ desk.UserID) { w.rated("GREEN") }},
		},
		desk.NoticeMention: {
			comes: func(t *testing.T) (*world, desk.UserID) {
				w, who := taken(t)
				w.adds("olga", "@you", string(who))
				return w, who
			},
			ends:  deeds{"they open it": opens},
			stays: deeds{"they answer": answers, "the customer writes again": writesAgain, "it is closed": closes},
		},
		desk.NoticeFollowMessage: followed(func(w *world, _ desk.UserID) { w.says("wamid.2", "hello?") }),
		desk.NoticeFollowNote:    followed(func(w *world, who desk.UserID) { w.adds(who, "look") }),
		desk.NoticeFollowMoved:   followed(func(w *world, who desk.UserID) { w.ok(who, wire.CmdTransfer.Name, w.hands(string(other(who)), "", "")) }),
		desk.NoticeFollowEnd:     followed(func(w *world, who desk.UserID) { w.ok(who, wire.CmdClose.Name, w.ref()) }),
		desk.NoticePresence:      {never: "it says what somebody did"},
		desk.NoticeSignIn:        {never: "a password may have been stolen: nothing here shows that it was not"},
		desk.NoticeRelay:         {never: "it says what has happened; the relay does not record that it is over"},
		desk.NoticeLimit:         {never: "it says what has changed"},
		desk.NoticeSpeed:         {never: "it says what has changed"},
		desk.NoticeNumbers:       {never: "it says what has changed"},
	}
}

// followed is a kind that comes to a follower, who has seen it once they open the thread.
func followed(happens func(w *world, who desk.UserID)) settling {
	type deeds = map[string]func(w *world, who desk.UserID)
	return settling{
		comes: func(t *testing.T) (*world, desk.UserID) {
			w, who := taken(t)
			w.follows("olga", "")
			w.now += minute
			happens(w, who)
			return w, "olga"
		},
		ends: deeds{
			"they open it": opens,
			"they stop following": func(w *world, who desk.UserID) {
				stop := w.toFollow("")
				stop.Stop = true
				w.ok(who, wire.CmdFollowThread.Name, stop)
			},
		},
		stays: deeds{"the customer writes again": writesAgain},
	}
}

func deletesNumber(w *world, _ desk.UserID) {
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(w.leadsTo("num1"))})
	w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
}

// rated has the provider list the number with one quality after the other.
func (w *world) rated(list ...string) {
	w.t.Helper()
	for _, quality := range list {
		w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", Quality: quality})
	}
}

// ours gives the first message of a person of ours.
func (w *world) ours() *desk.Message {
	w.t.Helper()
	list := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Direction == desk.Out })
	if len(list) == 0 {
		w.t.Fatalf("nothing of ours is there")
	}
	return list[0]
}

// A notice that asks for something counts as unread until that has happened, whoever did
// it; one that only tells something, until its person has read it. Each kind is here.
func TestNotices_areSettledByWhatTheyAskFor(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../desk/conversation.go")
	if err != nil {
		t.Fatal(err)
	}
	all := settlings()
	kinds := regexp.MustCompile(`(?m)^\tNotice\w+ +NoticeKind = "(\w+)"`).FindAllSubmatch(source, -1)
	if len(kinds) != len(all) {
		t.Errorf("there are %d kinds, and %d here", len(kinds), len(all))
	}
	for _, k := range kinds {
		kind := desk.NoticeKind(k[1])
		c, known := all[kind]
		if !known {
			t.Errorf("%s: what settles it?", kind)
		}
		if c.never != "" {
			continue
		}
		for name, deed := range c.ends {
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				t.Parallel()
				c.after(t, kind, deed, 0)
			})
		}
		for name, deed := range c.stays {
			t.Run(string(kind)+"/"+name+", which is not enough", func(t *testing.T) {
				t.Parallel()
				c.after(t, kind, deed, 1)
			})
		}
		t.Run(string(kind)+"/they read it", func(t *testing.T) {
			t.Parallel()
			c.after(t, kind, reads, 0)
		})
	}
}

// after wants so many unread notices of the first person once something was done.
func (c settling) after(t *testing.T, kind desk.NoticeKind, deed func(*world, desk.UserID), want int) {
	t.Helper()
	w, who := c.comes(t)
	if n := w.notices(who, kind); n != 1 {
		t.Fatalf("%s has %d such notices to begin with", who, n)
	}
	deed(w, who)
	if n := w.notices(who, kind); n != want {
		t.Errorf("%s has %d, want %d", who, n, want)
	}
	w.sameAgain()
}

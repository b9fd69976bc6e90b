package alert

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// word puts the news into words.
func (a *Alerts) word(ctx context.Context, n news) bridge.Alert {
	threads := n.threads()
	switch {
	case len(n.offers) == 1 && n.count == 1:
		o, text := n.offers[0], ""
		if o.FirstKind != "" {
			text = a.textOf(ctx, wire.Message{Kind: o.FirstKind, Text: o.FirstLine})
		}
		return bridge.Alert{Title: sentence("offer", desk.Params{"name": a.called(ctx, o.ThreadID)}), Body: clip(text), ThreadID: o.ThreadID, Kind: "offer"}
	case len(n.notices) == 1 && n.count == 1:
		return a.wordNotice(ctx, n.notices[0], n.noteWith(n.notices[0]))
	case len(n.messages) == n.count && len(threads) == 1:
		last := n.messages[n.count-1]
		body := clip(a.textOf(ctx, last))
		if n.count > 1 {
			body = sentence("messages", desk.Params{desk.ParamCount: n.count, "last": body})
		}
		return bridge.Alert{Title: a.called(ctx, last.ThreadID), Body: body, ThreadID: last.ThreadID, Kind: "message"}
	}
	escalations := 0
	for _, v := range n.notices {
		if v.Kind == string(desk.NoticeEscalation) {
			escalations++
		}
	}
	where := sentence("many.where", desk.Params{desk.ParamCount: len(threads)})
	var parts []string
	for _, p := range []struct {
		what string
		n    int
	}{{"many.offers", len(n.offers)}, {"many.messages", len(n.messages)}, {"many.escalations", escalations}, {"many.notices", len(n.notices) - escalations}} {
		if p.n > 0 {
			parts = append(parts, sentence(p.what, desk.Params{desk.ParamCount: p.n, "where": where}))
		}
	}
	return bridge.Alert{Title: "Parley", Body: strings.Join(parts, ", ") + ".", ThreadID: n.target(), Kind: "many"}
}

// target is where a click on merged news leads: to who waits for an answer to
// an offer, else to the newest message.
func (n *news) target() string {
	switch {
	case len(n.offers) > 0:
		return n.offers[0].ThreadID
	case len(n.messages) > 0:
		return n.messages[len(n.messages)-1].ThreadID
	case len(n.notices) > 0:
		return n.notices[0].ThreadID
	}
	return ""
}

// spoken are the notices that a person hears of, with their sentences: what else there
// is has rows of its own that speak (offers, messages), or waits on the page.
var spoken = map[desk.NoticeKind]string{
	desk.NoticeEscalation: "escalation",
	desk.NoticeUnrouted:   "unrouted",
	desk.NoticeQueued:     "queued",
	desk.NoticeTransfer:   "transfer",
	desk.NoticeAssigned:   "assigned",
	desk.NoticeTaken:      "taken",
	desk.NoticeReturned:   "returned",
	desk.NoticeWoken:      "woken",
	desk.NoticePresence:   "presence",
	desk.NoticeWindow:     "window",
	desk.NoticeClosing:    "closing",
	desk.NoticeDue:        "due",
	desk.NoticeMissed:     "missed",
	desk.NoticeSendFailed: "sendFailed",
	desk.NoticeMention:    "mention",

	desk.NoticeFollowMessage: "followMessage",
	desk.NoticeFollowNote:    "followNote",
	desk.NoticeFollowMoved:   "followMoved",
	desk.NoticeFollowEnd:     "followEnd",
}

// inView are those that the conversation shows itself to whoever looks at it.
var inView = map[desk.NoticeKind]bool{desk.NoticeSendFailed: true, desk.NoticeWindow: true, desk.NoticeClosing: true, desk.NoticeDue: true, desk.NoticeTransfer: true, desk.NoticeMention: true,
	desk.NoticeFollowMessage: true, desk.NoticeFollowNote: true, desk.NoticeFollowMoved: true, desk.NoticeFollowEnd: true}

// wordNotice puts a notice into words. note is what a colleague wrote: with the
// conversation that they handed over, or where they mentioned the person.
func (a *Alerts) wordNotice(ctx context.Context, v wire.Notice, note string) bridge.Alert {
	key, params := spoken[desk.NoticeKind(v.Kind)], desk.Params{"name": a.called(ctx, v.ThreadID)}
	text := key + "Text"
	if line := a.followed(ctx, v); line != "" {
		note = line
	}
	if note != "" {
		text, params["note"] = key+"Note", note
	}
	if v.Kind == string(desk.NoticePresence) {
		params = desk.Params{"name": a.colleague(ctx, v.Subject), desk.ParamContext: a.chosen(ctx)}
	}
	return bridge.Alert{
		Title: sentence(key, nil), Body: sentence(text, params),
		ThreadID: v.ThreadID, Kind: v.Kind,
	}
}

// followed is what was written in a conversation that the person follows, "" if that is not
// what the notice says.
func (a *Alerts) followed(ctx context.Context, v wire.Notice) string {
	kind := desk.NoticeKind(v.Kind)
	var m wire.Message
	if kind != desk.NoticeFollowMessage && kind != desk.NoticeFollowNote || a.cfg.Rows.Row(ctx, desk.RowMessage, v.Subject, &m) != nil {
		return ""
	}
	return clip(a.textOf(ctx, m))
}

// called is the thread's customer, with the number to which they write where there are
// several: the answer goes out in its name.
func (a *Alerts) called(ctx context.Context, thread string) string {
	name := a.name(ctx, thread)
	var t wire.Thread
	var n wire.Number
	count, err := a.cfg.Rows.Count(ctx, desk.RowNumber)
	if err != nil || count < 2 || a.cfg.Rows.Row(ctx, desk.RowThread, thread, &t) != nil || a.cfg.Rows.Row(ctx, desk.RowNumber, t.NumberID, &n) != nil || clip(n.Name) == "" {
		return name
	}
	return sentence("onNumber", desk.Params{"name": name, "number": clip(n.Name)})
}

// name is what the thread's customer is called.
func (a *Alerts) name(ctx context.Context, thread string) string {
	var t wire.Thread
	var c wire.Contact
	if a.cfg.Rows.Row(ctx, desk.RowThread, thread, &t) != nil || a.cfg.Rows.Row(ctx, desk.RowContact, t.ContactID, &c) != nil {
		return sentence("someCustomer", nil)
	}
	for _, s := range []string{c.SavedName, c.ProfileName, c.Label} {
		switch name := clip(s); {
		case name == "":
		case s == c.Phone:
			return phone.Format(desk.PhoneNumber(s))
		default:
			return name
		}
	}
	return sentence("someCustomer", nil)
}

// colleague is what a person of ours is called.
func (a *Alerts) colleague(ctx context.Context, id string) string {
	var u wire.User
	if a.cfg.Rows.Row(ctx, desk.RowUser, id, &u) != nil || clip(u.Name) == "" {
		return sentence("someColleague", nil)
	}
	return clip(u.Name)
}

// chosen is what the person's presence was set to, "" = not known.
func (a *Alerts) chosen(ctx context.Context) string {
	a.mu.Lock()
	me := a.me
	a.mu.Unlock()
	var u wire.User
	if me == "" || a.cfg.Rows.Row(ctx, desk.RowUser, me, &u) != nil {
		return ""
	}
	return u.Chosen
}

// textOf is a message in words.
func (a *Alerts) textOf(ctx context.Context, m wire.Message) string {
	if text := desk.PlainLine(a.cfg.Plain(ctx, m.Text)); text != "" {
		return text
	}
	kind := m.Kind
	switch {
	case m.Kind == string(desk.KindCall) && m.System == "missed":
		kind = "missedCall"
	case !slices.Contains(namedKinds, m.Kind):
		kind = "other"
	}
	return sentence("kind."+kind, nil)
}

// namedKinds are the kinds of messages without text that have a word of their own.
var namedKinds = []string{
	string(desk.KindImage), string(desk.KindVideo), string(desk.KindAudio), string(desk.KindDocument), string(desk.KindSticker),
	string(desk.KindLocation), string(desk.KindContacts), string(desk.KindCall), "missedCall", string(desk.KindOrder),
	string(desk.KindButton), string(desk.KindInteractive), string(desk.KindUnsupported),
}

// sentence gives one of the sentences of alerts.
func sentence(key string, params desk.Params) string {
	return words.Sentence(words.Alerts+":"+key, params)
}

// clip shortens a text to one line of a notification.
func clip(s string) string { return desk.Shorten(desk.PlainLine(s), alertText) }

package alert

import (
	"context"
	"fmt"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// word puts the news into words.
func (a *Alerts) word(ctx context.Context, n news) bridge.Alert {
	threads := n.threads()
	switch {
	case len(n.offers) == 1 && n.count == 1:
		o, text := n.offers[0], ""
		if o.FirstKind != "" {
			text = textOf(wire.Message{Kind: o.FirstKind, Text: o.FirstLine})
		}
		return bridge.Alert{Title: "New chat for you: " + a.name(ctx, o.ThreadID), Body: clip(text), ThreadID: o.ThreadID, Kind: "offer"}
	case len(n.escalations) == 1 && n.count == 1:
		v := n.escalations[0]
		return bridge.Alert{
			Title: "Nobody has taken a chat", Body: a.name(ctx, v.ThreadID) + " is still waiting.", ThreadID: v.ThreadID, Kind: "escalation",
		}
	case len(n.messages) == n.count && len(threads) == 1:
		last := n.messages[n.count-1]
		body := clip(textOf(last))
		if n.count > 1 {
			body = fmt.Sprintf("%d new messages. %s", n.count, body)
		}
		return bridge.Alert{Title: a.name(ctx, last.ThreadID), Body: body, ThreadID: last.ThreadID, Kind: "message"}
	}
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{len(n.offers), "1 new chat for you", "%d new chats for you"},
		{len(n.messages), "1 new message", fmt.Sprintf("%%d new messages in %d chats", len(threads))},
		{len(n.escalations), "1 chat that nobody has taken", "%d chats that nobody has taken"},
	} {
		switch {
		case p.n == 1:
			parts = append(parts, p.one)
		case p.n > 1:
			parts = append(parts, fmt.Sprintf(p.many, p.n))
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
	case len(n.escalations) > 0:
		return n.escalations[0].ThreadID
	}
	return ""
}

// name is what the thread's customer is called.
func (a *Alerts) name(ctx context.Context, thread string) string {
	var t wire.Thread
	var c wire.Contact
	if a.cfg.Rows.Row(ctx, desk.RowThread, thread, &t) != nil || a.cfg.Rows.Row(ctx, desk.RowContact, t.ContactID, &c) != nil {
		return "a customer"
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
	return "a customer"
}

// textOf is a message in words.
func textOf(m wire.Message) string {
	if text := desk.PlainLine(plainText(m.Text)); text != "" {
		return text
	}
	switch desk.MessageKind(m.Kind) {
	case desk.KindImage:
		return "Photo"
	case desk.KindVideo:
		return "Video"
	case desk.KindAudio:
		return "Voice message"
	case desk.KindDocument:
		return "Document"
	case desk.KindSticker:
		return "Sticker"
	case desk.KindLocation:
		return "Location"
	case desk.KindContacts:
		return "Contact"
	case desk.KindCall:
		if m.System == "missed" {
			return "Missed call"
		}
		return "Call"
	case "missedCall":
		return "Missed call"
	case desk.KindOrder:
		return "Order"
	case desk.KindButton, desk.KindInteractive:
		return "Answer"
	case desk.KindUnsupported:
		return "A message that cannot be shown here"
	default:
		return "New message"
	}
}

// clip shortens a text to one line of a notification.
func clip(s string) string { return desk.Shorten(desk.PlainLine(s), alertText) }

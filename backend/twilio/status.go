package twilio

import (
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// climbs maps Twilio's words for how far a message has come. That nothing is said of the
// first of them is Twilio's way: it was the answer to the send.
var climbs = map[string]string{
	"accepted": channel.ReceiptAccepted, "scheduled": channel.ReceiptAccepted, "queued": channel.ReceiptAccepted, "sending": channel.ReceiptAccepted,
	"sent": channel.ReceiptSent, "delivered": channel.ReceiptDelivered, "partially_delivered": channel.ReceiptDelivered,
	"read": channel.ReceiptRead, "failed": channel.ReceiptFailed, "undelivered": channel.ReceiptFailed, "canceled": channel.ReceiptFailed,
}

// Receipt reads a status callback. Twilio gives no time: the commit's stands.
func (e envelope) Receipt() (channel.Receipt, error) {
	if e.err != nil {
		return channel.Receipt{}, e.err
	}
	f := e.Form
	r := channel.Receipt{
		MessageID: desk.FitID(e.sid()), Status: climbs[strings.ToLower(f["MessageStatus"])], PhoneNumberID: f["From"],
		DisplayPhone: phoneOf(f["From"]), Recipient: person(f["To"]), CallbackData: e.Query[oursParam],
	}
	if r.Status == channel.ReceiptFailed {
		r.Problems = e.problems()
	}
	switch {
	case r.MessageID == "":
		return r, malformed("the status names no message")
	case r.Status == "":
		return r, malformed("the status " + clipWord(f["MessageStatus"]) + " is not known")
	}
	return r, nil
}

// problems says why a message failed. A callback has the code, and rarely a text.
func (e envelope) problems() []channel.Problem {
	code, err := strconv.Atoi(e.Form["ErrorCode"])
	if err != nil || code == 0 {
		return nil
	}
	title := first(e.Form["ErrorMessage"], e.Form["ChannelStatusMessage"])
	return []channel.Problem{{Code: code, Title: desk.Clip(title, longestTitle), Said: Explain(code).Said(title)}}
}

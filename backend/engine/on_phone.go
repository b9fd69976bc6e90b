package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A number may stay in use in the WhatsApp Business app. Its phone is asked for the names of
// its contacts and its old messages, each once and within a day; history.go has what comes
// of that.

// askPhone has the phone of a number that was just connected be asked.
func (w *work) askPhone(n *desk.Number, stays bool) {
	if !stays {
		return
	}
	if n.OnPhone.Since == 0 {
		n.OnPhone.Since = w.e.At
		w.put(n)
	}
	if n.OnPhone.Wants() != "" {
		w.unjob(desk.JobPhoneSync, string(n.ID))
		w.job(desk.JobPhoneSync, string(n.ID), "", w.e.At)
	}
}

// foldNumberSynced notes that a phone was asked, or why it is not; the job goes on with what
// is left to ask for.
func (w *work) foldNumberSynced() error {
	e, err := payload[desk.NumberSynced](w)
	if err != nil {
		return err
	}
	n, err := w.presentNumber(e.NumberID)
	if err != nil {
		return err
	}
	w.unjob(desk.JobPhoneSync, string(e.NumberID))
	if n == nil {
		return nil
	}
	switch e.What {
	case desk.SyncContacts:
		n.OnPhone.ContactsAt, n.OnPhone.Said = w.e.At, e.Said
	case desk.SyncHistory:
		n.OnPhone.HistoryAt = w.e.At
		if e.Said != nil {
			n.History.Said, n.History.At = e.Said, w.e.At
		}
	}
	w.put(n)
	if n.OnPhone.Wants() != "" {
		w.job(desk.JobPhoneSync, string(n.ID), "", w.e.At)
	}
	return nil
}

// phoneNews takes over that a number was taken back on its phone, or came again: such news
// names the number and is about nothing else of its account; false = it names none that is
// on a phone.
func (w *work) phoneNews(it item, ev channel.Event) (bool, error) {
	if ev.DisplayPhone == "" || ev.Account.State != channel.AccountDisconnected && ev.Account.State != channel.AccountFine {
		return false, nil
	}
	n, err := w.writtenAs(it, ev.DisplayPhone)
	if n == nil || err != nil || n.OnPhone.Since == 0 {
		return false, err
	}
	before, quality := n.News, n.Quality
	switch {
	case ev.Account.State == channel.AccountDisconnected:
		n.News.Trouble = desk.TroubleUnpaired
	case n.News.Trouble == desk.TroubleUnpaired || n.News.Trouble == desk.TroubleDisconnected:
		n.News.Trouble = ""
	}
	if n.News == before {
		return true, nil
	}
	w.put(n)
	return true, w.tellOfNumber(n, before, quality)
}

// writtenAs finds the number that is written like that, as some events name it in no other
// way; nil = it is none of ours.
func (w *work) writtenAs(it item, display desk.PhoneNumber) (*desk.Number, error) {
	n := it.number
	if n == nil {
		all, err := storedList[desk.Number](w, desk.Numbers.With())
		if err != nil {
			return nil, desk.Wrap("read numbers", err)
		}
		for _, other := range all {
			if !other.Deleted && display != "" && vouches(it.AppID, other.AppID) && other.Phone.Digits() == display.Digits() {
				n, _ = adopt(w, other, nil)
			}
		}
	}
	if n == nil || n.Deleted {
		return nil, nil
	}
	return n, nil
}

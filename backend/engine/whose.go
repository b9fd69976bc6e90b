package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// numberUnnamed finds the number of something that names none: by the number as
// it is written, by who wrote what the business wrote, by the message that a status
// is of, or because the account has only one.
func (w *work) numberUnnamed(it item, kind channel.Kind) (*desk.Number, error) {
	all, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	all = slices.DeleteFunc(all, func(n *desk.Number) bool {
		return n.Deleted || !vouches(it.AppID, n.AppID) || it.WabaID != "" && n.WabaID != it.WabaID
	})
	if said := w.saidNumber(it, kind); said != "" {
		all = slices.DeleteFunc(all, func(n *desk.Number) bool { return n.Phone.Digits() != said })
	}
	if id, err := w.numberOfSent(it, kind); err != nil || id != "" {
		all = slices.DeleteFunc(all, func(n *desk.Number) bool { return n.ID != id })
		if err != nil {
			return nil, err
		}
	}
	if len(all) != 1 {
		return nil, nil // none, or more than one: it cannot be told
	}
	n, err := adopt(w, all[0], nil)
	return n, desk.Wrap("read number", err)
}

// saidNumber gives the digits of our number where a message has them without its
// id, "" where it does not.
func (w *work) saidNumber(it item, kind channel.Kind) string {
	in, err := it.stored.Message()
	if err != nil {
		return ""
	}
	if said := in.DisplayPhone.Digits(); said != "" {
		return said
	}
	if kind == channel.KindEcho { // the business is its author
		return in.From.WaID.Digits()
	}
	return ""
}

// numberOfSent gives the number from which the message of a status was sent.
func (w *work) numberOfSent(it item, kind channel.Kind) (desk.NumberID, error) {
	if kind != channel.KindStatus {
		return "", nil
	}
	s, err := it.stored.Receipt()
	if err != nil {
		return "", nil //nolint:nilerr // what is wrong with it is said where it is folded
	}
	m, err := w.knownMessage(s.MessageID)
	if err != nil || m == nil {
		return "", err
	}
	t, err := w.thread(m.ThreadID)
	if err != nil {
		return "", desk.Wrap("read thread", err)
	}
	return t.NumberID, nil
}

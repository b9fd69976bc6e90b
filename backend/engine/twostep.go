package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// twoStepNews notes that somebody at the provider changed the two-step verification of a
// number. News from before it was last agreed on here says nothing any more.
func (w *work) twoStepNews(n *desk.Number, ev channel.Event) error {
	at := ev.Time
	if at == 0 {
		at = w.e.At
	}
	if at/1000 < n.TwoStep.AgreedAt/1000 { // a provider's stamps are whole seconds
		return nil
	}
	switch ev.Number.Means {
	case channel.NumberPINChanged:
		n.TwoStep.ChangedAt, n.TwoStep.Off = max(at, n.TwoStep.ChangedAt), false
	case channel.NumberPINReset:
		n.TwoStep.ResetAt = max(at, n.TwoStep.ResetAt)
	case channel.NumberPINOff:
		n.TwoStep.ResetAt, n.TwoStep.Off = max(at, n.TwoStep.ResetAt), true
	default:
		return nil
	}
	w.put(n)
	return w.notifySupervisors(desk.NoticeAccount, "", string(n.ID))
}

// pinSeen takes over whether the provider says that there is a PIN.
func (w *work) pinSeen(n *desk.Number, seen desk.PINSeen) error {
	if seen == "" || n.TwoStep.Off == (seen == desk.PINOff) {
		return nil
	}
	n.TwoStep.Off = seen == desk.PINOff
	w.put(n)
	if !n.TwoStep.Off {
		return nil
	}
	return w.notifySupervisors(desk.NoticeAccount, "", string(n.ID))
}

// foldNumberPIN notes that the provider took a PIN from here: whatever was changed there
// before is settled.
func (w *work) foldNumberPIN() error {
	e, err := payload[desk.NumberPIN](w)
	if err != nil {
		return err
	}
	n, err := w.presentNumber(e.NumberID)
	if n == nil || err != nil {
		return err
	}
	n.TwoStep = desk.TwoStep{AgreedAt: w.e.At}
	w.put(n)
	return nil
}

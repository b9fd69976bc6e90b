package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// presentNumber gives a number of which something was found out, nil when it was deleted
// meanwhile.
func (w *work) presentNumber(id desk.NumberID) (*desk.Number, error) {
	n, err := w.number(id)
	if missing(err) || err == nil && n.Deleted {
		return nil, nil
	}
	return n, desk.Wrap("read number", err)
}

// foldCheckup keeps what an examination of a number found. Supervisors hear of a check
// that fails and did not at the last one.
func (w *work) foldCheckup() error {
	e, err := payload[desk.CheckupEntry](w)
	if err != nil {
		return err
	}
	n, err := w.presentNumber(e.NumberID)
	if n == nil || err != nil {
		return err
	}
	row, err := w.checkup(n.ID)
	if err != nil {
		return err
	}
	if row == nil {
		if row, err = w.firstCheckup(n); err != nil {
			return err
		}
	}
	fell := fallen(row, e.Checks)
	row.At, row.Cause, row.By, row.Checks = w.e.At, e.Cause, e.By, e.Checks
	if e.Silence != nil {
		row.Silence = e.Silence
	}
	w.put(row)
	if !fell {
		return nil
	}
	return w.notifySupervisors(desk.NoticeCheckup, "", string(n.ID))
}

// fallen says whether a check fails that was passed before. What could not be told
// before or now says nothing.
func fallen(before *desk.Checkup, now []desk.Check) bool {
	return slices.ContainsFunc(now, func(c desk.Check) bool {
		old := before.Check(c.Name)
		return c.Verdict == desk.VerdictFailed && old != nil && (old.Verdict == desk.VerdictOK || old.Verdict == desk.VerdictWarning)
	})
}

// checkup gives the number's row, nil before its first examination.
func (w *work) checkup(id desk.NumberID) (*desk.Checkup, error) {
	row, err := get[desk.Checkup](w, desk.RowCheckup, string(id))
	if missing(err) {
		return nil, nil // none is an answer here
	}
	return row, desk.Wrap("read checkup", err)
}

// firstCheckup makes the row of a number that was never examined.
func (w *work) firstCheckup(n *desk.Number) (*desk.Checkup, error) {
	at, err := w.connectedAt(n)
	return &desk.Checkup{NumberID: n.ID, ChangedAt: at}, err
}

// connectedAt is when what the number hangs on was last changed, as far as is known.
func (w *work) connectedAt(n *desk.Number) (int64, error) {
	at := n.CreatedAt
	app, err := stored[desk.App](w, desk.RowApp, string(n.AppID))
	if err == nil {
		at = max(at, app.ChangedAt)
	} else if !missing(err) {
		return 0, desk.Wrap("read app", err)
	}
	waba, err := stored[desk.Waba](w, desk.RowWaba, string(n.WabaID))
	if err == nil {
		at = max(at, waba.ChangedAt)
	} else if !missing(err) {
		return 0, desk.Wrap("read account", err)
	}
	return at, nil
}

// connectionChanged has the numbers proven anew that hang on what was changed.
func (w *work) connectionChanged(at int64, hangs func(*desk.Number) bool) error {
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		if n.Deleted || !hangs(n) {
			continue
		}
		row, err := w.checkup(n.ID)
		if err != nil {
			return err
		}
		if row == nil || row.ChangedAt >= at {
			continue
		}
		row.ChangedAt, row.InboundAt, row.DeliveredAt = at, 0, 0
		w.put(row)
	}
	return nil
}

// foldCarrierSet has the SMS numbers of a carrier proven anew: its account has other
// secrets. Those that carry WhatsApp hang on an account of messages, whose entry says so.
func (w *work) foldCarrierSet() error {
	e, err := payload[desk.CarrierSet](w)
	if err != nil {
		return err
	}
	return w.connectionChanged(e.At, func(n *desk.Number) bool {
		return n.Provider == e.Provider && n.Channel.Named() == desk.SMS
	})
}

// provenIn notes the first message that has come in since the connection changed.
func (w *work) provenIn(n *desk.Number) error {
	row, err := w.checkup(n.ID)
	if err != nil || row == nil || row.InboundAt != 0 {
		return err
	}
	row.InboundAt = w.e.At
	w.put(row)
	return nil
}

// provenOut notes the first message of ours that has arrived since then. One that left
// before says nothing of the connection as it is.
func (w *work) provenOut(n *desk.Number, m *desk.Message) error {
	if !desk.Climbs(desk.StatusSent, m.Status) {
		return nil
	}
	row, err := w.checkup(n.ID)
	if err != nil || row == nil || row.DeliveredAt != 0 || m.At < row.ChangedAt-row.ChangedAt%1000 { // messages have whole seconds
		return err
	}
	row.DeliveredAt = w.e.At
	w.put(row)
	return nil
}

// tellOfDeadToken tells the supervisors that nothing is sent for an account until it
// has a new token.
func (w *work) tellOfDeadToken(a *desk.Waba) error {
	if a.Said == nil || a.Said.Subcode != "token" || a.Said.Params[desk.ParamContext] != "died" {
		return nil
	}
	return w.notifySupervisors(desk.NoticeAccount, "", string(a.ID))
}

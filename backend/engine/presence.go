package engine

import (
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// choosePresence sets what somebody chose for themselves, or a supervisor for them:
// then it has the supervisor's name on it, and the person is told.
func (w *work) choosePresence(by, u *desk.User, p desk.Presence) error {
	policy, err := w.policy()
	if err != nil {
		return err
	}
	p.By = ""
	if policy.TellAll && by.ID != u.ID {
		p.By = by.ID
	}
	changes := p.Chosen != u.Presence.Chosen || p.Reason != u.Presence.Reason
	if err := w.setPresence(u, p); err != nil || p.By == "" || !changes {
		return err
	}
	return w.notify(u.ID, desk.NoticePresence, "", string(by.ID))
}

// cmdAwayReasons says what people choose from when they are away.
func (w *work) cmdAwayReasons(_ request, c wire.SetAwayReasons) (*wire.None, error) {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return nil, desk.Wrap("read organization", err)
	}
	reasons, err := cleanReasons(reasonsEdit(o.AwayReasons, c))
	if err != nil {
		return nil, err
	}
	o.AwayReasons = reasons
	w.put(o)
	return nil, nil
}

func cleanReasons(said []string) ([]string, error) {
	if len(said) > desk.MaxAwayReasons {
		return nil, refuse(desk.CodeInvalid, "tooManyReasons", desk.Params{"most": desk.MaxAwayReasons})
	}
	reasons := make([]string, 0, len(said))
	for _, each := range said {
		reason, err := cleanName(desk.PlainLine(each), "reason")
		switch {
		case err != nil:
			return nil, err
		case utf8.RuneCountInString(reason) > desk.LongestAwayText:
			return nil, refuse(desk.CodeInvalid, "longName", desk.Params{"field": "reason", "most": desk.LongestAwayText})
		}
		for _, other := range reasons {
			if strings.EqualFold(other, reason) {
				return nil, refuse(desk.CodeInvalid, "sameReason", desk.Params{"reason": reason})
			}
		}
		reasons = append(reasons, reason)
	}
	return reasons, nil
}

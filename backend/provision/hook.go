package provision

import (
	"context"
	"encoding/json"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// hook says that the SMS of a number, or its calls, were turned to this relay, and what
// was set at the carrier before. It is a document of its own (table sms_hook), written before the
// carrier is asked: it outlives the set-up that it is for, which may be discarded
// while the carrier does not answer. Times are Unix milliseconds, 0 = not yet.
type hook struct {
	Org     desk.OrgID       `json:"org"` // by whose account
	SetupID desk.SetupID     `json:"setupId"`
	Carrier string           `json:"carrier"`
	Line    lineName         `json:"line,omitempty"`
	Phone   desk.PhoneNumber `json:"phone"`
	Country string           `json:"country"`

	Ours  string `json:"ours"`  // the address that was set
	Had   string `json:"had"`   // the number's own from before, "" = none
	Where string `json:"where"` // where its SMS or calls went in effect, "" = nowhere
	// Method is by which Where was asked for calls, "" = of SMS.
	Method string `json:"method,omitempty"`

	// NumberID is the SMS channel that has the number, in the organization NumberOrg; ""
	// = none. The address is ours as long as that one is there, whatever is set up.
	NumberOrg desk.OrgID    `json:"numberOrg,omitempty"`
	NumberID  desk.NumberID `json:"numberId,omitempty"`

	Since int64 `json:"since"`
	// Turned is since when the carrier is known to have our address, 0 = not known: a
	// crash came in between. Until is before when it was put back by us, 0 = not yet, or
	// somebody else changed it.
	Turned int64 `json:"turned,omitempty"`
	Until  int64 `json:"until,omitempty"`
	// Unsure: whether the carrier took our address is not known. It may take it a
	// little later still.
	Unsure bool  `json:"unsure,omitempty"`
	Ended  int64 `json:"ended"` // not needed since
	// PutBack is since when the number has another address than ours, whoever set it.
	PutBack int64 `json:"putBack"`
	Tries   int   `json:"tries"` // to put it back, in vain
	NextTry int64 `json:"nextTry"`

	// Kept is what the carrier keeps of calls that were answered here, as far as it is not
	// deleted yet.
	Kept        []kept `json:"kept,omitempty"`
	ForgetAt    int64  `json:"forgetAt,omitempty"`    // it is not tried again before this
	ForgetTries int    `json:"forgetTries,omitempty"` // in vain
}

const (
	// unsureFor is how long a carrier whose answer was lost may take to do all the same
	// what it was asked.
	unsureFor = 10 * time.Minute
	// lateFor is how long after the address was put back SMS may still come to ours: the
	// carrier repeats for 24 hours what was not answered.
	lateFor = 25 * time.Hour
	// mostPause is the longest time between two tries to put an address back.
	mostPause = 10 * time.Minute
)

// owed says whether the address is still to be put back.
func (h *hook) owed() bool { return h.Ended != 0 && h.PutBack == 0 }

// end notes that the address is not needed any more.
func (h *hook) end(now int64) {
	if h.Ended == 0 {
		h.Ended, h.Tries, h.NextTry = now, 0, now
	}
}

func decodeHook(doc []byte) (*hook, error) {
	var h hook
	if err := json.Unmarshal(doc, &h); err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "read sms address", Err: err}
	}
	return &h, nil
}

// hookOf gives what was noted about a number, nil if nothing was.
func (s *Service) hookOf(ctx context.Context, at place) (*hook, error) {
	doc, err := s.cfg.Store.SMSHook(ctx, at.line.at(at.carrier), at.phone)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, nil // that there is none is an answer here
	}
	if err != nil {
		return nil, desk.Wrap("read sms address", err)
	}
	return decodeHook(doc)
}

// hooks gives those of every organization.
func (s *Service) hooks(ctx context.Context) ([]*hook, error) {
	docs, err := s.cfg.Store.SMSHooks(ctx)
	if err != nil {
		return nil, desk.Wrap("list sms addresses", err)
	}
	list := make([]*hook, 0, len(docs))
	for _, doc := range docs {
		h, err := decodeHook(doc)
		if err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, nil
}

func (s *Service) keepHook(ctx context.Context, h *hook) error {
	doc, err := json.Marshal(h)
	if err != nil {
		return desk.Wrap("encode sms address", err)
	}
	return desk.Wrap("keep sms address", s.cfg.Store.PutSMSHook(ctx, h.Org, h.Line.at(h.Carrier), h.Phone, doc))
}

// holdHook keeps a begin and the putting back from working on one number at once, on
// whichever line: each asks the carrier what is set and decides by that, and some carriers
// set both at once.
func (s *Service) holdHook(ctx context.Context, at place) (release func(), err error) {
	return s.hold(ctx, desk.SetupID("address/"+at.carrier+"/"+string(at.phone)))
}

// claim says for what the SMS or the calls of a number are turned to this relay: for a
// set-up, or for good because the number is an SMS channel here.
type claim struct {
	org    desk.OrgID
	setup  desk.SetupID  // "" = of a channel
	number desk.NumberID // "" = of a set-up
}

// put notes the claim beside another one that the address may have.
func (c claim) put(h *hook) {
	h.Org = c.org
	if c.setup != "" {
		h.SetupID = c.setup
	}
	if c.number != "" {
		h.NumberOrg, h.NumberID = c.org, c.number
	}
}

// takeOver turns the SMS or the calls of a number to this relay while it is set up.
func (s *Service) takeOver(ctx context.Context, st *setup, l line, e164 desk.PhoneNumber) error {
	release, err := s.holdHook(ctx, place{l.carrier.Name, l.name, e164})
	if err != nil {
		return err
	}
	defer release()
	return s.turn(ctx, claim{org: st.Org, setup: st.ID}, l, e164)
}

// turn turns the SMS or the calls of a number to this relay; its caller holds the hook.
// What is set before is written down first: a crash at any point leaves a document by
// which it is put back.
func (s *Service) turn(ctx context.Context, c claim, l line, e164 desk.PhoneNumber) error {
	// Asked again, now that nobody else changes it.
	_, n, err := numberAt(ctx, []channel.LinkedCarrier{l.carrier}, e164)
	if err != nil || n == nil {
		return err
	}
	h, err := s.hookOf(ctx, place{l.carrier.Name, l.name, e164})
	if err != nil {
		return err
	}
	set := l.set(n)
	ours := h != nil && h.PutBack == 0 && set == h.Ours // from an earlier claim, and not put back yet
	switch {
	case set == l.ours && ours:
		return s.takeUp(ctx, c, h)
	case set == l.ours: // a person set it, and it stays
		return nil
	case ours: // under an address that the relay had then: what was set before that one holds
		return s.redirect(ctx, c, l, n, s.moved(h, l, n))
	}
	where, err := l.where(ctx, *n)
	if err != nil || where == l.ours { // the account's own address is ours: they come here as it is
		return err
	}
	fresh := &hook{
		Carrier: l.carrier.Name, Line: l.name, Phone: n.E164, Country: n.Country, Ours: l.ours, Had: set, Where: where, Method: l.method(n), Since: s.now(),
	}
	if h != nil {
		fresh.Kept = h.Kept
	}
	return s.redirect(ctx, c, l, n, fresh)
}

// moved is a hook under the address that the relay has now.
func (s *Service) moved(h *hook, l line, n *channel.CarrierNumber) *hook {
	now := *h
	now.Country, now.Ours, now.Since = n.Country, l.ours, s.now()
	now.Ended, now.Tries, now.NextTry, now.Unsure = 0, 0, 0, false
	return &now
}

// takeUp goes on with an address that is ours already.
func (s *Service) takeUp(ctx context.Context, c claim, h *hook) error {
	if h.NumberID != "" && h.Ended != 0 { // that channel is gone
		h.NumberOrg, h.NumberID, h.Turned = "", "", h.Ended
	}
	c.put(h)
	h.Ended, h.Tries, h.NextTry, h.Unsure = 0, 0, 0, false
	return s.keepHook(ctx, h)
}

// redirect writes down what is set and sets our address.
func (s *Service) redirect(ctx context.Context, c claim, l line, n *channel.CarrierNumber, h *hook) error {
	c.put(h)
	if err := s.keepHook(ctx, h); err != nil {
		return err
	}
	err := l.redirect(ctx, *n, l.ours)
	if err == nil {
		s.noteTurned(ctx, h)
		return nil
	}
	if lives, look := s.channelLives(context.WithoutCancel(ctx), h); look == nil && lives {
		h.Ours = l.set(n) // as it was: follow tries again
	} else {
		h.Unsure = true
		h.end(s.now())
	}
	if kept := s.keepHook(context.WithoutCancel(ctx), h); kept != nil {
		s.cfg.Log.Warn("address at the carrier not noted", "setup_id", string(h.SetupID), "err", kept)
	}
	return err
}

// noteTurned notes since when a number's SMS come here for certain. Without it, it is
// taken that they did since the carrier was asked.
func (s *Service) noteTurned(ctx context.Context, h *hook) {
	if h.Turned != 0 {
		return
	}
	h.Turned = s.now()
	if err := s.keepHook(context.WithoutCancel(ctx), h); err != nil {
		s.cfg.Log.Warn("address at the carrier not noted", "setup_id", string(h.SetupID), "err", err)
	}
}

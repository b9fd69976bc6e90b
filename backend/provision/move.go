package provision

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// moving is the number that a set-up moves, and where it is until it is registered in the
// new account: up to then everything can be cancelled.
type moving struct {
	NumberID desk.NumberID `json:"numberId"`
	WabaID   desk.WabaID   `json:"wabaId"`
	PhoneID  string        `json:"phoneId"`
}

// checkMove says what stands in the way of a move. It changes nothing.
func (s *Service) checkMove(ctx context.Context, c Caller, in wire.NumberMove) (wire.MoveChecked, error) {
	_, _, checks, err := s.readMove(ctx, c, in)
	return wire.MoveChecked{Checks: checks}, err
}

// readMove gives the number, the account to which it is to move, and what has to be true.
func (s *Service) readMove(ctx context.Context, c Caller, in wire.NumberMove) (*desk.Number, *desk.Waba, []wire.MoveCheck, error) {
	none := []wire.MoveCheck{}
	n, err := s.number(ctx, c.Org, in.NumberID)
	if err != nil {
		return nil, nil, none, err
	}
	to, err := s.cfg.Accounts.Linked(ctx, c.Org, in.WabaID)
	if err != nil {
		return nil, nil, none, err
	}
	theirs, _, err := s.cfg.Accounts.Serves(to)
	switch {
	case err != nil:
		return nil, nil, none, err
	case to.ID == n.WabaID || theirs != n.Provider:
		return nil, nil, none, desk.Refuse(desk.CodeInvalid, "moveTo")
	}
	checks, err := s.moveChecks(ctx, c.Org, n, to)
	return n, to, checks, err
}

func (s *Service) moveChecks(ctx context.Context, org desk.OrgID, n *desk.Number, to *desk.Waba) ([]wire.MoveCheck, error) {
	from, err := s.cfg.Accounts.Client(ctx, org, n.WabaID)
	if desk.SubcodeOf(err) == "noWaba" { // which sounds as if it were about the new one
		err = desk.Refuse(desk.CodeConflict, "moveFrom")
	}
	if err != nil {
		return []wire.MoveCheck{}, err
	}
	at, err := from.GetPhoneNumber(ctx, n.PhoneID)
	if err != nil {
		return []wire.MoveCheck{}, err
	}
	target, err := s.cfg.Accounts.Client(ctx, org, to.ID)
	if err != nil {
		return []wire.MoveCheck{}, err
	}
	account, err := target.GetAccount(ctx, string(to.ID))
	if err != nil {
		return []wire.MoveCheck{}, err
	}
	check := func(name string, ok bool) wire.MoveCheck {
		if ok {
			return wire.MoveCheck{Name: name}
		}
		return wire.MoveCheck{Name: name, Said: wire.ErrorOf(desk.Refuse(desk.CodeConflict, "move", desk.Params{desk.ParamContext: name}))}
	}
	return []wire.MoveCheck{
		check(wire.MoveConnected, at.Registered),
		check(wire.MoveName, at.NameStatus == "APPROVED" || at.NameStatus == "AVAILABLE_WITHOUT_REVIEW"),
		check(wire.MoveNoPIN, at.PINKnown && !at.PINEnabled),
		check(wire.MoveReviewed, account.ReviewStatus == "APPROVED"),
		check(wire.MoveBusiness, account.Verification == "verified"),
	}, nil
}

// move begins a move, or goes on with it. The number is added to the new account; its
// code, its PIN and the end are those of any set-up, and it is the same number here
// afterwards.
func (s *Service) move(ctx context.Context, c Caller, in wire.NumberMove) (wire.Setup, error) {
	n, to, checks, err := s.readMove(ctx, c, in)
	if err != nil {
		return wire.Setup{}, err
	}
	for _, check := range checks {
		if check.Said != nil {
			return wire.Setup{}, check.Said.Err()
		}
	}
	st, err := s.find(ctx, c.Org, n.Phone)
	if err == nil && st == nil {
		st, err = s.createMove(ctx, c, n)
	}
	if err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.lease(ctx, c, st.ID); err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.lookAtCarrier(ctx, st); err != nil {
		return wire.Setup{}, err
	}
	return s.connectMove(ctx, c, st, to)
}

// createMove makes the set-up, with what the number is called and shows here.
func (s *Service) createMove(ctx context.Context, c Caller, n *desk.Number) (*setup, error) {
	past, err := s.pastTries(ctx, n.Phone)
	if err != nil {
		return nil, err
	}
	plans, err := desk.MappingOf(ctx, s.cfg.Rows, c.Org)
	if err != nil {
		return nil, desk.Wrap("read mapping", err)
	}
	now := s.now()
	st := &setup{
		tries: past, ResendAt: safeAt(past.AskedAt, now, requestBounds),
		ID: desk.SetupID(desk.NewID("set")), Phone: n.Phone, Step: wire.StepNumber, CreatedBy: c.User.ID, CreatedAt: now, UpdatedAt: now,
		FinishDone: []string{}, Move: &moving{NumberID: n.ID, WabaID: n.WabaID, PhoneID: n.PhoneID},
		Name: n.Name, Description: n.Description, ServiceName: n.ServiceName, DataSource: append([]desk.KV{}, n.DataSource...),
		ProfileID: n.ProfileID, Profile: n.Profile, DisplayName: n.VerifiedName,
		InboxID: plans.Inboxes[n.ID],
	}
	doc, err := json.Marshal(st)
	if err != nil {
		return nil, desk.Wrap("encode set-up", err)
	}
	err = s.cfg.Store.CreateSetup(ctx, c.Org, st.ID, n.Phone, doc, now)
	if desk.CodeOf(err) == desk.CodeConflict {
		return nil, errElsewhere()
	}
	st.Org = c.Org
	return st, desk.Wrap("keep set-up", err)
}

// connectMove adds the number to the new account, or finds it there after a crash.
func (s *Service) connectMove(ctx context.Context, c Caller, st *setup, to *desk.Waba) (wire.Setup, error) {
	g, err := s.cfg.Accounts.Client(ctx, c.Org, to.ID)
	if err != nil {
		return wire.Setup{}, err
	}
	at, found, err := findAtProvider(ctx, g, to.ID, st.Phone)
	if err == nil && !found {
		at, err = s.addMoved(ctx, g, st, to)
	}
	if err != nil {
		return s.showTrouble(ctx, c, st, err)
	}
	st, err = s.step(ctx, c, st.ID, func(st *setup) error {
		st.AppID, st.WabaID, st.PhoneID = to.AppID, to.ID, at.ID
		st.clear()
		st.found(at, s.now())
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

func (s *Service) addMoved(ctx context.Context, g channel.Client, st *setup, to *desk.Waba) (channel.Number, error) {
	country, national, ok := phone.Split(st.Phone)
	if !ok {
		return channel.Number{}, desk.Refuse(desk.CodeInvalid, phone.SubBadNumber, desk.Params{desk.ParamContext: string(phone.ReasonNotValid)})
	}
	id, err := g.AddPhoneNumber(ctx, string(to.ID), channel.NewNumber{
		CountryCode: strconv.Itoa(country), National: desk.PhoneNumber(national), Name: st.DisplayName, Moves: true,
	})
	if err != nil {
		return channel.Number{}, err
	}
	return g.GetPhoneNumber(ctx, id)
}

// numberHere is the number that the set-up made or moves, "" for none yet.
func (st *setup) numberHere() desk.NumberID {
	if st.NumberID == "" && st.Move != nil {
		return st.Move.NumberID
	}
	return st.NumberID
}

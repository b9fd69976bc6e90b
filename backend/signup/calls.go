package signup

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Caller is who makes a call, in which organization and session.
type Caller struct {
	Org      desk.OrgID
	User     *desk.User
	DeviceID desk.DeviceID
	Session  string // names the session among all of the device
	Seq      int64  // the entry that opened it, 0 = it is none
}

// CallFunc answers a call with one of wire's types.
type CallFunc func(ctx context.Context, c Caller, body []byte) (any, error)

// Calls gives everything that the wizard may ask. Only supervisors may.
func (s *Service) Calls() map[string]CallFunc {
	return wire.ByName(
		supervised(wire.CallSignUps, s.list),
		supervised(wire.CallSignUpBegin, s.begin),
		supervised(wire.CallSignUpState, s.state),
		supervised(wire.CallSignUpChoose, s.choose),
		supervised(wire.CallSignUpConfirm, s.confirm),
		supervised(wire.CallSignUpCancel, s.cancel),
	)
}

// supervised lets supervisors through and reads the call's body.
func supervised[B, A any](c wire.Request[B, A], f func(context.Context, Caller, B) (A, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, c Caller, body []byte) (any, error) {
		return wire.Supervised(c.User, body, func(in B) (A, error) { return f(ctx, c, in) })
	}}
}

// own says whether a sign-up is the caller's: whoever signs in by a reset afterwards
// takes nothing over.
func (d *document) own(c Caller) bool { return d.User == c.User.ID && c.Seq <= d.Seq }

// mine gives a sign-up of the caller's. What is another's and what is over is refused
// in the same words.
func (s *Service) mine(ctx context.Context, c Caller, id string) (*document, error) {
	d, err := s.live(s.cfg.Store.SignUp(ctx, c.Org, desk.SignUpID(id)))
	if err == nil && !d.own(c) || desk.CodeOf(err) == desk.CodeNotFound {
		return nil, wire.AskSignUp.Refusal()
	}
	return d, desk.Wrap("read sign-up", err)
}

// holdMine is mine, with nothing else done to it until release.
func (s *Service) holdMine(ctx context.Context, c Caller, id string) (d *document, release func(), err error) {
	if d, err = s.mine(ctx, c, id); err != nil {
		return nil, nil, err
	}
	release, err = s.hold(d.row.ID)
	return d, release, err
}

// list shows the caller's sign-ups, so that a wizard that is opened again finds its own.
func (s *Service) list(ctx context.Context, c Caller, _ wire.None) (wire.SignUps, error) {
	out := wire.SignUps{SignUps: []wire.SignUp{}}
	all, err := s.ofCaller(ctx, c)
	if err != nil {
		return out, err
	}
	for _, d := range all {
		each, err := s.show(ctx, d)
		if err != nil {
			return out, err
		}
		out.SignUps = append(out.SignUps, each)
	}
	return out, nil
}

func (s *Service) ofCaller(ctx context.Context, c Caller) ([]*document, error) {
	rows, err := s.cfg.Store.SignUps(ctx, c.Org)
	if err != nil {
		return nil, desk.Wrap("list sign-ups", err)
	}
	var out []*document
	for _, row := range rows {
		d, err := s.live(row, nil)
		if desk.CodeOf(err) == desk.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if d.own(c) {
			out = append(out, d)
		}
	}
	return out, nil
}

// begin makes an address that opens the page once. Earlier sign-ups of the caller for
// the same app and set-up are over by it: one walk at a time.
func (s *Service) begin(ctx context.Context, c Caller, in wire.SignUpBegin) (wire.SignUp, error) {
	ask := s.cfg.Links.SignUpApp
	if in.Hosted {
		ask = s.cfg.Links.HostedApp
	}
	app, err := ask(ctx, c.Org, desk.AppID(in.AppID))
	if err != nil {
		return wire.SignUp{}, err
	}
	if in.SetupID != "" {
		if err := s.cfg.Holds(ctx, c, desk.SetupID(in.SetupID)); err != nil {
			return wire.SignUp{}, err
		}
	}
	base := s.cfg.Base()
	switch {
	case in.Way != wire.WayCloud && in.Way != wire.WayOnPhone:
		return wire.SignUp{}, desk.Refuse(desk.CodeInvalid, "signUp", desk.Params{desk.ParamContext: "way"})
	case base == "":
		return wire.SignUp{}, desk.Refuse(desk.CodeInvalid, "signUp", desk.Params{desk.ParamContext: "address"})
	}
	if err := s.endFormer(ctx, c, in); err != nil {
		return wire.SignUp{}, err
	}
	if in.Hosted {
		s.hosting.Lock()
		defer s.hosting.Unlock()
		if err := s.hostedPageFree(ctx, app.ID); err != nil {
			return wire.SignUp{}, err
		}
	}
	state, hash := secretText()
	d := &document{
		Hosted: in.Hosted, Page: app.HostedURL,
		row:   desk.SignUp{Org: c.Org, ID: desk.SignUpID(desk.NewID("sgn")), Key: hash},
		AppID: app.ID, ConfigID: app.ConfigID, SetupID: desk.SetupID(in.SetupID), Way: in.Way,
		User: c.User.ID, Device: c.DeviceID, Session: c.Session, Seq: c.Seq,
	}
	s.at(d, wire.StageWaiting, addressLife)
	if d.row.Doc, err = json.Marshal(d); err != nil {
		return wire.SignUp{}, desk.Wrap("encode sign-up", err)
	}
	if err := s.cfg.Store.AddSignUp(ctx, d.row); err != nil {
		return wire.SignUp{}, desk.Wrap("keep sign-up", err)
	}
	out, err := s.show(ctx, d)
	out.URL = base + wire.PathConnect + "?state=" + state
	return out, err
}

func (s *Service) endFormer(ctx context.Context, c Caller, in wire.SignUpBegin) error {
	former, err := s.ofCaller(ctx, c)
	for _, d := range former {
		again := string(d.SetupID) == in.SetupID || in.Hosted && d.Hosted // on one page a person is once
		if err == nil && string(d.AppID) == in.AppID && again {
			err = s.forget(ctx, c.Org, d.row.ID)
		}
	}
	return err
}

// state says how a sign-up stands, and goes on with one that a restart interrupted.
func (s *Service) state(ctx context.Context, c Caller, in wire.SignUpRef) (wire.SignUp, error) {
	d, err := s.mine(ctx, c, in.SignUpID)
	if err != nil {
		return wire.SignUp{}, err
	}
	if d.Stage == wire.StageExchanging || d.Stage == wire.StageGranted {
		if d, err = s.goOn(ctx, d); err != nil {
			return wire.SignUp{}, err
		}
	}
	return s.show(ctx, d)
}

// goOn repeats the step that was under way when the relay ended. While it runs, nothing
// is done.
func (s *Service) goOn(ctx context.Context, d *document) (*document, error) {
	release, err := s.hold(d.row.ID)
	if err != nil {
		return d, nil //nolint:nilerr // it is under way
	}
	defer release()
	// It may have come further before it was held.
	if d, err = s.live(s.cfg.Store.SignUp(ctx, d.row.Org, d.row.ID)); err != nil {
		return nil, err
	}
	switch d.Stage {
	case wire.StageExchanging: // the code is lost, and too old by now
		return s.failed(ctx, d, desk.Refuse(desk.CodeUnavailable, "signUp", desk.Params{desk.ParamContext: "interrupted"}))
	case wire.StageGranted:
		if d.Hosted {
			return s.fetch(ctx, d)
		}
		return s.look(ctx, d)
	}
	return d, nil
}

// integrateTime bounds what is asked of the provider for one account.
const integrateTime = time.Minute

// choose integrates one of the accounts that were granted. It may be repeated.
func (s *Service) choose(ctx context.Context, c Caller, in wire.SignUpChoose) (wire.SignUp, error) {
	d, release, err := s.holdMine(ctx, c, in.SignUpID)
	if err != nil {
		return wire.SignUp{}, err
	}
	defer release()
	switch {
	case d.Stage == wire.StageLinked && string(d.WabaID) == in.WabaID:
		return s.show(ctx, d)
	case d.Stage != wire.StageAccounts:
		return wire.SignUp{}, desk.Refuse(desk.CodeConflict, "signUp", desk.Params{desk.ParamContext: "stage"})
	case !slices.ContainsFunc(d.Accounts, func(a account) bool { return a.ID == in.WabaID }):
		return wire.SignUp{}, desk.Refuse(desk.CodeInvalid, "noWaba")
	}
	ctx, cancel := context.WithTimeout(ctx, integrateTime)
	defer cancel()
	token, err := s.cfg.Secrets.Get(ctx, c.Org, tokenOf(d.row.ID))
	if err != nil {
		return wire.SignUp{}, err
	}
	if _, err := s.cfg.Links.Integrate(ctx, c.Org, d.AppID, desk.WabaID(in.WabaID), token); err != nil {
		return wire.SignUp{}, err
	}
	d, err = s.edit(ctx, d, func(d *document) error {
		d.WabaID, d.Said = desk.WabaID(in.WabaID), nil
		s.at(d, wire.StageLinked, linkedLife)
		return nil
	})
	if err != nil {
		return wire.SignUp{}, err
	}
	// The account has it now.
	if err := s.cfg.Secrets.Delete(ctx, c.Org, tokenOf(d.row.ID)); err != nil {
		s.cfg.Log.Warn("token of a sign-up not forgotten yet", "signup_id", string(d.row.ID), "err", err)
	}
	return s.show(ctx, d)
}

// cancel forgets a sign-up with all that it brought. What was linked stays linked.
func (s *Service) cancel(ctx context.Context, c Caller, in wire.SignUpRef) (wire.None, error) {
	d, release, err := s.holdMine(ctx, c, in.SignUpID)
	if err != nil {
		return wire.None{}, err
	}
	defer release()
	return wire.None{}, s.forget(ctx, c.Org, d.row.ID)
}

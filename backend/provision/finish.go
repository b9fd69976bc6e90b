package provision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/wire"
)

// finishOrder are the steps of finishing, in order.
var finishOrder = []string{wire.FinishRegister, wire.FinishSubscribe, wire.FinishProfile, wire.FinishTemplates, wire.FinishActivate}

// numberID is our id of the number that has phoneID at the provider: the same whenever and
// however often the number is connected, so that its threads stay with it; one
// that was connected before ids had a key keeps what it had.
func (s *Service) numberID(ctx context.Context, org desk.OrgID, phoneID string) (desk.NumberID, error) {
	if phoneID == "" {
		return "", nil
	}
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return "", err
	}
	// One that moved to another account has the id that it had before.
	if i := slices.IndexFunc(numbers, func(n *desk.Number) bool { return n.PhoneID == phoneID }); i >= 0 {
		return numbers[i].ID, nil
	}
	old := unkeyedNumberID(org, phoneID)
	if slices.ContainsFunc(numbers, func(n *desk.Number) bool { return n.ID == old }) {
		return old, nil
	}
	key, err := s.cfg.Rows.IDKey(ctx, org)
	if err != nil {
		return "", desk.Wrap("read the key of ids", err)
	}
	return desk.NumberID(key.Named("num", org, phoneID)), nil
}

// unkeyedNumberID is what numberID was before ids had a key: everybody could
// compute it who knows the organization's id and the provider's.
func unkeyedNumberID(org desk.OrgID, phoneID string) desk.NumberID {
	sum := sha256.Sum256([]byte("number\x00" + string(org) + "\x00" + phoneID))
	return desk.NumberID("num_" + hex.EncodeToString(sum[:10]))
}

// finish registers the number, subscribes the app, tells the provider the profile, pulls
// the templates and makes the number. It goes on where an earlier try stopped.
func (s *Service) finish(ctx context.Context, c Caller, in wire.SetupFinish) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil {
		return wire.Setup{}, err
	}
	if st.done() { // a second click, or the answer got lost
		return s.show(ctx, c, st), nil
	}
	if in.PIN != "" && (len(in.PIN) != 6 || digitsOf(in.PIN) != in.PIN) {
		return wire.Setup{}, errPIN()
	}
	if err := s.checkName(ctx, c.Org, st.Name, st.ID); err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.step(ctx, c, st.ID, func(st *setup) error { return st.startFinish(s.now()) }); err != nil {
		return wire.Setup{}, err
	}
	g, err := s.claimed(ctx, st)
	if err != nil {
		return wire.Setup{}, err
	}
	number, err := s.numberOfSetup(ctx, st)
	if err != nil {
		return wire.Setup{}, err
	}
	f := finisher{s: s, g: g, pin: desk.Secret(in.PIN)}
	for name := st.nextFinish(); name != ""; name = st.nextFinish() {
		if err := f.run(ctx, st, name); err != nil {
			return s.showTrouble(ctx, c, st, err)
		}
		if st, err = s.step(ctx, c, st.ID, func(st *setup) error { st.finished(name, number); return nil }); err != nil {
			return wire.Setup{}, err
		}
	}
	s.gate.Close(st.gateID(), otp.Holder{User: st.Holder})
	s.nudgeHooks()
	return s.showFinished(ctx, c, st, number), nil
}

// showFinished shows a set-up that is done, and says so when its inbox did not come to it.
func (s *Service) showFinished(ctx context.Context, c Caller, st *setup, number desk.NumberID) wire.Setup {
	out := s.show(ctx, c, st)
	m, err := desk.MappingOf(ctx, s.cfg.Rows, c.Org)
	if err != nil {
		return out
	}
	got := m.Inboxes[number]
	if st.AgentID != "" {
		out.InboxID = string(got)
	}
	if (st.InboxID != "" || st.AgentID != "") && (got == "" || st.InboxID != "" && got != st.InboxID) {
		out.Problem, out.Said = "", wire.ErrorOf(desk.Refuse(desk.CodeConflict, "notMapped"))
	}
	return out
}

// claimed gives a client for the account of a set-up, when nobody else has connected its
// number since: registering it would change the other one's PIN and profile.
func (s *Service) claimed(ctx context.Context, st *setup) (channel.Client, error) {
	account, err := s.cfg.Accounts.Linked(ctx, st.Org, string(st.WabaID))
	if err != nil {
		return nil, err
	}
	if err := s.notElsewhere(ctx, st.Org, account, st.PhoneID); err != nil {
		return nil, err
	}
	return s.cfg.Accounts.Client(ctx, st.Org, st.WabaID)
}

func errPIN() error {
	return desk.Refuse(desk.CodeInvalid, "pin")
}

// startFinish says whether finishing may begin, or go on.
func (st *setup) startFinish(now int64) error {
	switch {
	case st.VerifiedAt == 0:
		return desk.Refuse(desk.CodeConflict, "notVerified")
	case st.Name == "":
		return desk.Refuse(desk.CodeInvalid, "missing", desk.Params{"context": "name"})
	case st.RetryAt > now:
		return desk.Refuse(desk.CodeTooMany, "metaWait", inUnits(st.RetryAt-now))
	}
	st.Step, st.RetryAt = wire.StepFinish, 0
	st.clear()
	return nil
}

// finished marks a step; after the last one the set-up is done.
func (st *setup) finished(name string, number desk.NumberID) {
	if !slices.Contains(st.FinishDone, name) {
		st.FinishDone = append(st.FinishDone, name)
	}
	st.clear()
	if name == wire.FinishActivate {
		st.NumberID, st.Step = number, wire.StepDone
		st.LeaseUntil = 0
	}
}

// finisher does the steps. It and the PIN live as long as one call.
type finisher struct {
	s   *Service
	g   channel.Client
	pin desk.Secret
}

func (f finisher) run(ctx context.Context, st *setup, name string) error {
	switch name {
	case wire.FinishRegister:
		return f.register(ctx, st)
	case wire.FinishSubscribe:
		return f.subscribe(ctx, st)
	case wire.FinishProfile:
		return f.profile(ctx, st)
	case wire.FinishTemplates:
		return f.s.cfg.Accounts.PullTemplates(ctx, st.Org, st.WabaID)
	case wire.FinishActivate:
		return f.activate(ctx, st)
	}
	return &desk.Error{Code: desk.CodeInternal, Op: "finish set-up: no step " + name}
}

// register signs the number in to the Cloud API. One that is signed in is left
// alone: Meta counts registrations and locks the number for three days.
func (f finisher) register(ctx context.Context, st *setup) error {
	n, err := f.g.GetPhoneNumber(ctx, st.PhoneID)
	if err != nil || n.Registered || n.OnPhone { // one on a phone is signed in there
		return err
	}
	if f.pin == "" && !n.NoPIN {
		return errPIN()
	}
	return f.g.Register(ctx, st.PhoneID, f.pin)
}

// subscribe makes the provider send the account's webhooks to the app. A subscription
// that is there stays as it is: another one would remove an override.
func (f finisher) subscribe(ctx context.Context, st *setup) error {
	apps, err := f.g.ListSubscribedApps(ctx, string(st.WabaID))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(apps, func(a channel.SubscribedApp) bool { return a.ID == string(st.AppID) }) {
		return nil
	}
	return f.g.SubscribeApp(ctx, string(st.WabaID))
}

// profile tells the provider what customers are to see of the number. No profile
// changes nothing.
func (f finisher) profile(ctx context.Context, st *setup) error {
	if st.ProfileID == "" && st.Profile.Empty() {
		return nil
	}
	p, err := f.profileOf(ctx, st)
	if err != nil {
		return err
	}
	if err := pushProfile(ctx, f.g, st.AppID, st.PhoneID, p); err != nil {
		return err
	}
	_, err = f.s.edit(ctx, st.Org, st.ID, func(st *setup) error { st.ProfileID, st.ProfileSeq = p.ID, p.Seq; return nil })
	return err
}

// profileOf gives the profile of a set-up. Fields that were typed before there were
// profiles to choose become one, the same when this is repeated.
func (f finisher) profileOf(ctx context.Context, st *setup) (*desk.Profile, error) {
	if st.ProfileID != "" {
		return f.s.profile(ctx, st.Org, string(st.ProfileID))
	}
	key, err := f.s.cfg.Rows.IDKey(ctx, st.Org)
	if err != nil {
		return nil, desk.Wrap("read the key of ids", err)
	}
	id := desk.ProfileID(key.Named("pro", st.Org, st.PhoneID))
	if p, err := f.s.profile(ctx, st.Org, string(id)); err == nil {
		return p, nil
	}
	name, err := f.s.freeName(ctx, st.Org, st.Name)
	if err != nil {
		return nil, err
	}
	if err := f.s.keepProfile(ctx, st.Org, &desk.Profile{ID: id, Name: name, BusinessProfile: st.Profile}, ""); err != nil {
		return nil, err
	}
	return f.s.profile(ctx, st.Org, string(id))
}

// activate makes the number, which its account's provider carries, and maps it to its inbox. If the inbox got another
// number meanwhile, the number is ready and not mapped.
func (f finisher) activate(ctx context.Context, st *setup) error {
	n, err := f.g.GetPhoneNumber(ctx, st.PhoneID)
	if err != nil {
		return err
	}
	id, err := f.s.numberOfSetup(ctx, st)
	if err != nil {
		return err
	}
	account, err := f.s.cfg.Accounts.Linked(ctx, st.Org, string(st.WabaID))
	if err != nil {
		return err
	}
	provider, ch, err := f.s.cfg.Accounts.Serves(account)
	if err != nil {
		return err
	}
	number := desk.NumberEntry{InboxID: st.InboxID, AgentID: st.AgentID, ProfileSeq: st.ProfileSeq, StaysOnPhone: n.OnPhone, Number: desk.Number{
		ID: id, Provider: provider, Channel: ch, AppID: st.AppID, WabaID: st.WabaID, PhoneID: st.PhoneID,
		Phone: st.Phone, Name: st.Name, Description: st.Description, ServiceName: st.ServiceName,
		DataSource: append([]desk.KV{}, st.DataSource...), VerifiedName: n.VerifiedName, Profile: st.Profile, ProfileID: st.ProfileID,
		State: desk.NumberReady, Quality: n.Quality, CreatedAt: st.CreatedAt,
	}}
	if number.Profile.Websites == nil {
		number.Profile.Websites = []string{}
	}
	return f.s.record(ctx, st.Org, desk.EntryNumberPut, number, errElsewhere())
}

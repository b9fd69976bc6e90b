package provision

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Limits of settings, in characters.
const (
	maxName  = 120
	maxText  = 500
	maxPairs = 20
	maxValue = 256
)

// pairKey is the form of a data source's key.
var pairKey = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// save keeps what the admin typed, when all of it will do.
func (s *Service) save(ctx context.Context, c Caller, in wire.SetupSave) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	typed, err := readTyped(in)
	if err != nil {
		return wire.Setup{}, err
	}
	if err := s.checkName(ctx, c.Org, typed.Name, desk.SetupID(in.SetupID)); err != nil {
		return wire.Setup{}, err
	}
	if err := s.checkInbox(ctx, c.Org, typed.InboxID, desk.SetupID(in.SetupID)); err != nil {
		return wire.Setup{}, err
	}
	if err := s.checkAgent(ctx, c, typed.AgentID); err != nil {
		return wire.Setup{}, err
	}
	if in.ProfileID != "" {
		if _, err := s.profile(ctx, c.Org, in.ProfileID); err != nil {
			return wire.Setup{}, err
		}
	}
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		st.ProfileID = desk.ProfileID(in.ProfileID)
		st.Name, st.Description, st.ServiceName = typed.Name, typed.Description, typed.ServiceName
		st.DataSource, st.Profile, st.InboxID, st.AgentID = typed.DataSource, typed.Profile, typed.InboxID, typed.AgentID
		if st.VerifiedAt != 0 && in.Step != "" && st.Step != wire.StepFinish {
			st.Step = in.Step
		}
		st.clear()
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// readTyped checks every field that needs nothing but itself.
func readTyped(in wire.SetupSave) (*setup, error) {
	later := in.Step == wire.StepProfile || in.Step == wire.StepSummary
	if !later && in.Step != wire.StepSettings && in.Step != "" {
		return nil, desk.Refuse(desk.CodeInvalid, "step")
	}
	out := &setup{InboxID: desk.InboxID(in.InboxID), AgentID: desk.UserID(in.AgentID), DataSource: []desk.KV{}}
	if in.InboxID != "" && in.AgentID != "" {
		return nil, desk.Refuse(desk.CodeInvalid, "assigned", desk.Params{desk.ParamContext: "both"})
	}
	var err error
	if out.Name, err = desk.Typed(desk.Pasted(in.Name), "name", maxName, later); err != nil {
		return nil, err
	}
	if out.Description, err = desk.Typed(in.Description, "description", maxText, false); err != nil {
		return nil, err
	}
	if out.ServiceName, err = desk.Typed(in.ServiceName, "serviceName", maxName, false); err != nil {
		return nil, err
	}
	if out.DataSource, err = readPairs(in.DataSource); err != nil {
		return nil, err
	}
	out.Profile, err = readProfile(in.Profile)
	return out, err
}

func readPairs(in []wire.KV) ([]desk.KV, error) {
	if len(in) > maxPairs {
		return nil, desk.Refuse(desk.CodeInvalid, "dataSource", desk.Params{"context": "pairs", "pairs": len(in), "most": maxPairs})
	}
	out := make([]desk.KV, 0, len(in))
	for _, kv := range in {
		key := desk.Pasted(kv.Key)
		if !pairKey.MatchString(key) {
			return nil, desk.Refuse(desk.CodeInvalid, "dataSource")
		}
		if slices.ContainsFunc(out, func(o desk.KV) bool { return o.Key == key }) {
			return nil, desk.Refuse(desk.CodeInvalid, "dataSource", desk.Params{"context": "twice", "key": key})
		}
		value, err := desk.Typed(desk.Pasted(kv.Value), "value", maxValue-1, false)
		if err != nil {
			return nil, err
		}
		out = append(out, desk.KV{Key: key, Value: value})
	}
	return out, nil
}

func readProfile(in wire.Profile) (desk.BusinessProfile, error) {
	return desk.BusinessProfile{
		About: in.About, Address: in.Address, Description: in.Description, Email: in.Email, Vertical: in.Vertical, Websites: in.Websites,
	}.Typed()
}

// checkName refuses a name that another number or set-up has.
func (s *Service) checkName(ctx context.Context, org desk.OrgID, name string, id desk.SetupID) error {
	if name == "" {
		return nil
	}
	taken := desk.Refuse(desk.CodeConflict, "nameUsed", desk.Params{"name": name})
	setups, err := s.open(ctx, org)
	if err != nil {
		return err
	}
	var own desk.NumberID
	for _, st := range setups {
		if st.ID == id {
			if own, err = s.numberOfSetup(ctx, st); err != nil {
				return err
			}
		} else if strings.EqualFold(st.Name, name) {
			return taken
		}
	}
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if !n.Deleted && n.ID != own && strings.EqualFold(n.Name, name) {
			return taken
		}
	}
	return nil
}

// checkAgent refuses who cannot have an inbox of their own; "" is nobody. CodeNotFound
// when they are not here, CodeForbidden when the caller may put nobody like them into an
// inbox, CodeInvalid when they may not handle conversations.
func (s *Service) checkAgent(ctx context.Context, c Caller, id desk.UserID) error {
	if id == "" {
		return nil
	}
	u, err := desk.Get[*desk.User](ctx, s.cfg.Rows, c.Org, desk.RowUser, id)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return wire.AskUser.Refusal()
	case err != nil:
		return desk.Wrap("read user", err)
	}
	if err := desk.May(c.User, desk.ActMember, u); err != nil {
		return err
	}
	if !u.Handles() {
		return desk.Refuse(desk.CodeInvalid, "notLicensed", desk.Params{"who": u.Name})
	}
	return nil
}

// checkInbox refuses an inbox that is not there or has another number than the set-up's;
// without a set-up, any.
func (s *Service) checkInbox(ctx context.Context, org desk.OrgID, id desk.InboxID, setupID desk.SetupID) error {
	if id == "" {
		return nil
	}
	ch, err := s.reachedBy(ctx, org, setupID)
	if err != nil {
		return err
	}
	in, err := s.inboxFor(ctx, org, id, ch)
	if err != nil {
		return err
	}
	own, err := s.numberOf(ctx, org, setupID)
	if err != nil {
		return err
	}
	m, err := desk.MappingOf(ctx, s.cfg.Rows, org)
	if err != nil {
		return err
	}
	if other := m.Numbers[in.ID]; other != "" && other != own {
		return desk.Refuse(desk.CodeConflict, "inboxMapped", desk.Params{"inbox": in.Name})
	}
	return nil
}

// reachedBy gives what the number of a set-up is reached by: WhatsApp, unless its
// account's provider carries something else.
func (s *Service) reachedBy(ctx context.Context, org desk.OrgID, id desk.SetupID) (desk.Channel, error) {
	if id == "" {
		return desk.WhatsApp, nil
	}
	st, err := s.load(ctx, org, string(id))
	if err != nil || st.WabaID == "" {
		return desk.WhatsApp, err
	}
	account, err := s.cfg.Accounts.Linked(ctx, org, string(st.WabaID))
	if err != nil {
		return desk.WhatsApp, err
	}
	_, ch, err := s.cfg.Accounts.Serves(account)
	return ch.Named(), err
}

// numberOf gives the number that a set-up makes, "" as long as its provider does not
// know it, and without a set-up.
func (s *Service) numberOf(ctx context.Context, org desk.OrgID, id desk.SetupID) (desk.NumberID, error) {
	if id == "" {
		return "", nil
	}
	st, err := s.load(ctx, org, string(id))
	if err != nil {
		return "", err
	}
	return s.numberOfSetup(ctx, st)
}

// numberOfSetup is the number that a set-up makes, or moves.
func (s *Service) numberOfSetup(ctx context.Context, st *setup) (desk.NumberID, error) {
	if st.Move != nil {
		return st.Move.NumberID, nil
	}
	return s.numberID(ctx, st.Org, st.PhoneID)
}

package provision

import (
	"context"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Limits of settings, in characters, and of the profile, which are Meta's.
const (
	maxName        = 120
	maxText        = 500
	maxPairs       = 20
	maxValue       = 256
	maxAbout       = 139
	maxAddress     = 256
	maxDescription = 512
	maxEmail       = 128
	maxSites       = 2
	maxSite        = 256
)

// verticals are the business categories that Meta knows.
var verticals = strings.Fields("ALCOHOL APPAREL AUTO BEAUTY EDU ENTERTAIN EVENT_PLAN FINANCE GOVT GROCERY HEALTH HOTEL " +
	"NONPROFIT ONLINE_GAMBLING OTC_DRUGS OTHER PHYSICAL_GAMBLING PROF_SERVICES RESTAURANT RETAIL TRAVEL")

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
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		st.Name, st.Description, st.ServiceName = typed.Name, typed.Description, typed.ServiceName
		st.DataSource, st.Profile, st.InboxID = typed.DataSource, typed.Profile, typed.InboxID
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
	out := &setup{InboxID: desk.InboxID(in.InboxID), DataSource: []desk.KV{}}
	var err error
	if out.Name, err = desk.Typed(in.Name, "name", maxName, later); err != nil {
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
		key := strings.TrimSpace(kv.Key)
		if !pairKey.MatchString(key) {
			return nil, desk.Refuse(desk.CodeInvalid, "dataSource")
		}
		if slices.ContainsFunc(out, func(o desk.KV) bool { return o.Key == key }) {
			return nil, desk.Refuse(desk.CodeInvalid, "dataSource", desk.Params{"context": "twice", "key": key})
		}
		value, err := desk.Typed(kv.Value, "value", maxValue-1, false)
		if err != nil {
			return nil, err
		}
		out = append(out, desk.KV{Key: key, Value: value})
	}
	return out, nil
}

func readProfile(in wire.Profile) (out desk.BusinessProfile, err error) {
	for _, f := range []struct {
		text, what string
		most       int
		into       *string
	}{
		{in.About, "about", maxAbout, &out.About}, {in.Address, "address", maxAddress, &out.Address},
		{in.Description, "businessDescription", maxDescription, &out.Description}, {in.Email, "email", maxEmail, &out.Email},
	} {
		if *f.into, err = desk.Typed(f.text, f.what, f.most, false); err != nil {
			return out, err
		}
	}
	if out.Email != "" {
		if a, err := mail.ParseAddress(out.Email); err != nil || a.Address != out.Email {
			return out, desk.Refuse(desk.CodeInvalid, "email")
		}
	}
	out.Vertical = strings.ToUpper(strings.TrimSpace(in.Vertical))
	if out.Vertical != "" && !slices.Contains(verticals, out.Vertical) {
		return out, desk.Refuse(desk.CodeInvalid, "vertical")
	}
	out.Websites = []string{}
	for _, site := range in.Websites {
		if site = strings.TrimSpace(site); site == "" {
			continue
		}
		u, err := url.Parse(site)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(site) > maxSite || !desk.Printable(site) {
			return out, desk.Refuse(desk.CodeInvalid, "website", desk.Params{"most": maxSite})
		}
		out.Websites = append(out.Websites, site)
	}
	if len(out.Websites) > maxSites {
		return out, desk.Refuse(desk.CodeInvalid, "website", desk.Params{"context": "two"})
	}
	return out, nil
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
			if own, err = s.numberID(ctx, org, st.PhoneID); err != nil {
				return err
			}
		} else if strings.EqualFold(st.Name, name) {
			return taken
		}
	}
	numbers, err := desk.Find[*desk.Number](ctx, s.cfg.Rows, org, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("list numbers", err)
	}
	for _, n := range numbers {
		if !n.Deleted && n.ID != own && strings.EqualFold(n.Name, name) {
			return taken
		}
	}
	return nil
}

// checkInbox refuses an inbox that is not there or has another number.
func (s *Service) checkInbox(ctx context.Context, org desk.OrgID, id desk.InboxID, setupID desk.SetupID) error {
	if id == "" {
		return nil
	}
	in, err := desk.Get[*desk.Inbox](ctx, s.cfg.Rows, org, desk.RowInbox, id)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && in.Deleted) {
		return desk.Refuse(desk.CodeInvalid, "inbox")
	}
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	st, err := s.load(ctx, org, string(setupID))
	if err != nil {
		return err
	}
	own, err := s.numberID(ctx, org, st.PhoneID)
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

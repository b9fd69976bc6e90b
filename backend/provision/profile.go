package provision

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// putProfile makes or changes a profile. Whatever uses it shows the change; whether the
// provider took it is noted at each number. A new one that is there already, with this
// name and content, is that one: whoever got no answer asks again.
func (s *Service) putProfile(ctx context.Context, c Caller, in wire.ProfilePut) (wire.IDResult, error) {
	p := &desk.Profile{ID: desk.ProfileID(desk.NewID("pro"))}
	var err error
	if in.ID != "" {
		if p, err = s.profile(ctx, c.Org, in.ID); err != nil {
			return wire.IDResult{}, err
		}
	}
	named := in.NumberID != "" && in.ID == "" && in.Name == ""
	if in.NumberID != "" {
		n, err := s.number(ctx, c.Org, in.NumberID)
		if err != nil {
			return wire.IDResult{}, err
		}
		if named {
			in.Name = n.Name
		}
	}
	if err := readPut(p, in); err != nil {
		return wire.IDResult{}, err
	}
	if in.ID == "" {
		if err := s.newProfile(ctx, c.Org, p, named); err != nil {
			return wire.IDResult{}, err
		}
	}
	if err := s.keepProfile(ctx, c.Org, p, desk.NumberID(in.NumberID)); err != nil {
		return wire.IDResult{}, err
	}
	return wire.IDResult{ID: string(p.ID)}, nil
}

// readPut puts what was typed into a profile.
func readPut(p *desk.Profile, in wire.ProfilePut) (err error) {
	if p.Name, err = desk.Typed(in.Name, "name", maxName, true); err != nil {
		return err
	}
	if p.BusinessProfile, err = readProfile(in.Profile); err != nil {
		return err
	}
	p.Picture, err = readPicture(in.Picture)
	return err
}

// newProfile gives a new profile the ID of one that is the same, of an earlier call whose
// answer was lost. Else, if it is to be named after its number, a name that no other has.
func (s *Service) newProfile(ctx context.Context, org desk.OrgID, p *desk.Profile, named bool) error {
	all, err := s.profiles(ctx, org)
	if err != nil {
		return err
	}
	for _, other := range all {
		if strings.EqualFold(other.Name, p.Name) && other.Same(p.BusinessProfile) && other.Picture == p.Picture {
			p.ID, p.Name = other.ID, other.Name
			return nil
		}
	}
	if named {
		p.Name, err = s.freeName(ctx, org, p.Name)
	}
	return err
}

// keepProfile records a profile, and gives it to a number ("" = none).
func (s *Service) keepProfile(ctx context.Context, org desk.OrgID, p *desk.Profile, number desk.NumberID) error {
	taken := desk.Refuse(desk.CodeConflict, "nameUsed", desk.Params{desk.ParamContext: "profile", "name": p.Name})
	all, err := s.profiles(ctx, org)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != p.ID && strings.EqualFold(other.Name, p.Name) {
			return taken
		}
	}
	if err := s.record(ctx, org, desk.EntryProfilePut, p, taken); err != nil || number == "" {
		return err
	}
	return s.give(ctx, org, p.ID, number)
}

// give has a number use a profile; the one that it uses is sent once more.
func (s *Service) give(ctx context.Context, org desk.OrgID, p desk.ProfileID, to desk.NumberID) error {
	return s.record(ctx, org, desk.EntryNumberProfile, desk.ProfileUse{NumberID: to, ProfileID: p}, desk.Refuse(desk.CodeConflict, "profileGone"))
}

// deleteProfile removes one that no number uses.
func (s *Service) deleteProfile(ctx context.Context, c Caller, in wire.ProfileRef) (wire.None, error) {
	p, err := s.profile(ctx, c.Org, in.ProfileID)
	if err != nil {
		return wire.None{}, err
	}
	users, err := s.usersOf(ctx, c.Org, p.ID)
	if err != nil {
		return wire.None{}, err
	}
	if len(users) > 0 {
		return wire.None{}, desk.Refuse(desk.CodeConflict, "profileUsed", desk.Params{desk.ParamContext: "number", "number": users[0].Name})
	}
	used := desk.Refuse(desk.CodeConflict, "profileUsed")
	return wire.None{}, s.record(ctx, c.Org, desk.EntryProfileGone, desk.ProfileGone{ID: p.ID}, used)
}

// useProfile gives a number a profile. The one that it has is sent once more: that is
// how "put ours back" and "try again" go.
func (s *Service) useProfile(ctx context.Context, c Caller, in wire.ProfileUse) (wire.None, error) {
	n, err := s.number(ctx, c.Org, in.NumberID)
	if err != nil {
		return wire.None{}, err
	}
	p, err := s.profile(ctx, c.Org, in.ProfileID)
	if err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.give(ctx, c.Org, p.ID, n.ID)
}

// takeProfile makes what the provider shows of a number the number's profile. If other
// numbers use the same one, the number gets a profile of its own: what is shown of the
// others stays.
func (s *Service) takeProfile(ctx context.Context, c Caller, in wire.NumberRef) (wire.IDResult, error) {
	n, err := s.number(ctx, c.Org, in.NumberID)
	if err != nil {
		return wire.IDResult{}, err
	}
	if n.ProfileID == "" || n.Shown.Theirs == nil {
		return wire.IDResult{}, desk.Refuse(desk.CodeConflict, "noDrift")
	}
	p, err := s.profile(ctx, c.Org, string(n.ProfileID))
	if err != nil {
		return wire.IDResult{}, err
	}
	users, err := s.usersOf(ctx, c.Org, p.ID)
	if err != nil {
		return wire.IDResult{}, err
	}
	use := desk.NumberID("")
	if len(users) > 1 {
		p.ID, use = desk.ProfileID(desk.NewID("pro")), n.ID
		if p.Name, err = s.freeName(ctx, c.Org, n.Name); err != nil {
			return wire.IDResult{}, err
		}
	}
	p.BusinessProfile = *n.Shown.Theirs
	return wire.IDResult{ID: string(p.ID)}, s.keepProfile(ctx, c.Org, p, use)
}

// usersOf lists the numbers that use a profile.
func (s *Service) usersOf(ctx context.Context, org desk.OrgID, id desk.ProfileID) ([]*desk.Number, error) {
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return nil, err
	}
	var out []*desk.Number
	for _, n := range numbers {
		if n.ProfileID == id && !n.Deleted {
			out = append(out, n)
		}
	}
	return out, nil
}

// freeName gives a name that no profile has: the wanted one, or it with a count.
func (s *Service) freeName(ctx context.Context, org desk.OrgID, wanted string) (string, error) {
	all, err := s.profiles(ctx, org)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, p := range all {
		taken[strings.ToLower(p.Name)] = true
	}
	name := wanted
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = wanted + " " + strconv.Itoa(n)
	}
	return name, nil
}

// profile gives one that is not deleted.
func (s *Service) profile(ctx context.Context, org desk.OrgID, id string) (*desk.Profile, error) {
	p, err := desk.Get[*desk.Profile](ctx, s.cfg.Rows, org, desk.RowProfile, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && p.Deleted {
		return nil, wire.AskProfile.Refusal()
	}
	if err != nil {
		return nil, desk.Wrap("read profile", err)
	}
	return p.Clone().(*desk.Profile), nil //nolint:errcheck // a copy is of the same type
}

// profiles lists those that are not deleted.
func (s *Service) profiles(ctx context.Context, org desk.OrgID) ([]*desk.Profile, error) {
	all, err := desk.Find[*desk.Profile](ctx, s.cfg.Rows, org, desk.Profiles.With())
	if err != nil {
		return nil, desk.Wrap("list profiles", err)
	}
	out := make([]*desk.Profile, 0, len(all))
	for _, p := range all {
		if !p.Deleted {
			out = append(out, p)
		}
	}
	return out, nil
}

// number gives one that is not deleted.
func (s *Service) number(ctx context.Context, org desk.OrgID, id string) (*desk.Number, error) {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && n.Deleted {
		return nil, wire.AskNumber.Refusal()
	}
	return n, desk.Wrap("read number", err)
}

// readPicture reads a logo as the window made it, in base64.
func readPicture(typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	raw, err := base64.StdEncoding.DecodeString(typed)
	if err != nil {
		return "", desk.Refuse(desk.CodeInvalid, "picture")
	}
	picture, err := logo(raw)
	return base64.StdEncoding.EncodeToString(picture), err
}

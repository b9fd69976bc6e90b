package provision

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Work says how the jobs are done that are about numbers at their providers: what customers
// are to see of them, and what their phones have.
func (s *Service) Work() []desk.JobWork {
	lane := func(j desk.OrgJob) string { return j.Subject }
	return []desk.JobWork{
		{Kind: desk.JobProfile, AtOnce: 2, Lane: lane, Run: s.sendProfile, LongestPause: 15 * time.Minute},
		{Kind: desk.JobPhoneSync, AtOnce: 2, Lane: lane, Run: s.askPhone, LongestPause: 15 * time.Minute},
	}
}

// sendTries is how often a profile is sent that the provider cannot take just now. After
// that a person reads why, and may have it sent again.
const sendTries = 6

// sendProfile tells the provider of a number what its profile is. Sending the same twice
// does no harm, so whatever may help is tried again.
func (s *Service) sendProfile(ctx context.Context, j desk.OrgJob, tries int) error {
	n, p, err := s.numberAndProfile(ctx, j.Org, desk.NumberID(j.Subject))
	if err != nil {
		return err
	}
	err = s.showProfile(ctx, j.Org, n, p)
	f, providers := channel.FailureOf(err)
	shown := desk.NumberShown{NumberID: n.ID, ProfileID: p.ID, Seq: p.Seq, Sent: true}
	switch {
	case err == nil:
	case !providers && desk.SaidOf(err).Subcode == "":
		return err // trouble of ours: later
	case providers && f.Retry != channel.RetryNever && f.Retry != channel.RetryFix && tries < sendTries:
		return err
	case providers:
		shown.Said = f.Full
	default:
		shown.Said = desk.SaidOf(err)
	}
	return s.record(ctx, j.Org, desk.EntryNumberShown, shown, nil)
}

func (s *Service) numberAndProfile(ctx context.Context, org desk.OrgID, id desk.NumberID) (*desk.Number, *desk.Profile, error) {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, id)
	if err != nil {
		return nil, nil, desk.Wrap("read number", err)
	}
	p, err := desk.Get[*desk.Profile](ctx, s.cfg.Rows, org, desk.RowProfile, n.ProfileID)
	return n, p, desk.Wrap("read profile", err)
}

// showProfile sends the fields, and the logo when there is one.
func (s *Service) showProfile(ctx context.Context, org desk.OrgID, n *desk.Number, p *desk.Profile) error {
	if n.Deleted || n.WabaID == "" {
		return nil // nobody shows it
	}
	g, err := s.cfg.Accounts.Client(ctx, org, n.WabaID)
	if err != nil {
		return err
	}
	return pushProfile(ctx, g, n.AppID, n.PhoneID, p)
}

// pushProfile makes the provider show a profile of a number, whole.
func pushProfile(ctx context.Context, g channel.Client, app desk.AppID, phoneID string, p *desk.Profile) error {
	change := channel.ProfileUpdate{
		Address: &p.Address, Description: &p.Description, Email: &p.Email, Vertical: &p.Vertical, Websites: &p.Websites,
	}
	if p.About != "" { // Meta refuses an empty one
		change.About = &p.About
	}
	samples, can := g.(channel.SampleClient)
	if p.Picture != "" && can {
		picture, err := base64.StdEncoding.DecodeString(p.Picture)
		if err != nil {
			return desk.Wrap("read picture", err)
		}
		handle, err := samples.UploadHandle(ctx, app, channel.Sample{
			Name: "logo.jpg", MIME: "image/jpeg", Size: int64(len(picture)), Body: bytes.NewReader(picture),
		})
		if err != nil {
			return err
		}
		change.PictureHandle = &handle
	}
	return g.UpdateProfile(ctx, phoneID, change)
}

// lookProfile asks the provider what it shows of a number, and notes what is not as here.
func (s *Service) lookProfile(ctx context.Context, c Caller, in wire.NumberRef) (wire.None, error) {
	n, err := s.number(ctx, c.Org, in.NumberID)
	if err != nil || n.ProfileID == "" {
		return wire.None{}, err
	}
	p, err := s.profile(ctx, c.Org, string(n.ProfileID))
	if err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.compare(ctx, c.Org, n, p)
}

// compare looks for a difference. While a change is still on its way, or was refused, the provider shows
// an earlier one: that is no change of somebody else's.
func (s *Service) compare(ctx context.Context, org desk.OrgID, n *desk.Number, p *desk.Profile) error {
	if n.Shown.Seq != p.Seq {
		return nil
	}
	g, err := s.cfg.Accounts.Client(ctx, org, n.WabaID)
	if err != nil {
		return err
	}
	theirs, err := g.GetProfile(ctx, n.PhoneID)
	if err != nil {
		return err
	}
	shown := desk.NumberShown{NumberID: n.ID, ProfileID: p.ID, Seq: p.Seq}
	if seen := profileFrom(theirs); !seen.Same(p.BusinessProfile) && !keepsAbout(seen, p.BusinessProfile) {
		shown.Theirs = &seen
	}
	return s.record(ctx, org, desk.EntryNumberShown, shown, nil)
}

// keepsAbout says whether the only difference is an "about" that was emptied here: Meta
// does not take an empty one and goes on showing the old one.
func keepsAbout(theirs, ours desk.BusinessProfile) bool {
	if ours.About != "" {
		return false
	}
	theirs.About = ""
	return theirs.Same(ours)
}

// profileFrom is a provider's profile in the form in which ours are kept.
func profileFrom(p channel.Profile) desk.BusinessProfile {
	return desk.BusinessProfile{
		About: p.About, Address: p.Address, Description: p.Description, Email: p.Email,
		Vertical: strings.ToUpper(p.Vertical), Websites: append([]string{}, p.Websites...),
	}
}

// profileEvery is how old the last look at what a provider shows may be.
const profileEvery = 24 * time.Hour

// lookAtProfiles compares the profile of every number that nobody has looked at for a
// day. What cannot be asked now is asked at the next round.
func (s *Service) lookAtProfiles(ctx context.Context) {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		s.cfg.Log.Warn("profiles not looked at", "err", err)
		return
	}
	for _, org := range orgs {
		if err := s.lookAtProfilesOf(ctx, org); err != nil {
			s.cfg.Log.Info("profiles not looked at", "org", string(org), "err", err)
		}
	}
}

func (s *Service) lookAtProfilesOf(ctx context.Context, org desk.OrgID) error {
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if n.Deleted || n.ProfileID == "" || s.now()-n.Shown.LookedAt < profileEvery.Milliseconds() {
			continue
		}
		p, err := s.profile(ctx, org, string(n.ProfileID))
		if err == nil {
			err = s.compare(ctx, org, n, p)
		}
		if err != nil {
			s.cfg.Log.Info("profile not looked at", "number_id", string(n.ID), "err", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

package people

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// importing is what one row of a list comes to: proposals, which the fold may refuse,
// and the code of who is invited.
type importing struct {
	fate    desk.PersonFate
	said    error
	entries []desk.Proposal
	invite  desk.Invite
	code    string
}

// errNotKept has a submission undone that was only to be judged, or of which a row was
// refused.
var errNotKept = errors.New("the list is not kept")

// Import takes a list of people, whole or not at all: in one transaction those who are
// here are changed by the commands that a supervisor would send, and the others invited.
// A dry run does the same and keeps nothing, so that it can't say anything else.
// CodeInvalid for a list that is too long.
func (s *Service) Import(ctx context.Context, id Identity, by *desk.User, in wire.ImportPeople) (wire.PeopleImported, error) {
	if len(in.Rows) > wire.MaxPeople {
		return wire.PeopleImported{}, desk.Refuse(desk.CodeInvalid, "tooManyPeople", desk.Params{"most": wire.MaxPeople})
	}
	known, err := s.knownPeople(ctx, id.Org)
	if err != nil {
		return wire.PeopleImported{}, err
	}
	var rows []*importing
	var entries []desk.Proposal
	for _, row := range in.Rows {
		// An inbox or a number that is not there is refused as anywhere (wire.Ask): no
		// list of people names one, the page does.
		if _, err := s.arranged(ctx, id.Org, &wire.Arranged{Outbound: row.Outbound, Places: row.Places}); desk.CodeOf(err) == desk.CodeNotFound {
			return wire.PeopleImported{}, err
		}
		r, err := s.importRow(ctx, id, by, row, known)
		if err != nil {
			return wire.PeopleImported{}, err
		}
		rows, entries = append(rows, r), append(entries, r.entries...)
	}
	kept, alone := false, []string(nil)
	if len(entries) > 0 {
		kept, alone, err = s.submitList(ctx, id, in.Dry, rows, entries)
		if err != nil {
			return wire.PeopleImported{}, err
		}
	}
	out := s.imported(rows, kept)
	out.LeftAlone = alone
	return out, nil
}

// submitList records what the rows come to, and tells whether it was kept and which
// numbers it leaves without anybody.
func (s *Service) submitList(ctx context.Context, id Identity, dry bool, rows []*importing, entries []desk.Proposal) (kept bool, alone []string, err error) {
	before, err := staffingOf(ctx, s.cfg.People, id.Org)
	if err != nil {
		return false, nil, err
	}
	refused := slices.ContainsFunc(rows, func(r *importing) bool { return r.said != nil })
	_, err = s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: entries, Door: func(ctx context.Context, tx desk.DoorTx, out []desk.Outcome) error {
		by, err := desk.Get[*desk.User](ctx, tx, id.Org, desk.RowUser, id.UserID)
		if err != nil {
			return desk.Wrap("look up who invites", err)
		}
		for _, r := range rows {
			mine := out[:len(r.entries)]
			out = out[len(mine):]
			if err := s.keepRow(ctx, tx, id.Org, by, r, mine); err != nil {
				return err
			}
			refused = refused || r.said != nil
		}
		after, err := staffingOf(ctx, tx, id.Org)
		if err != nil {
			return err
		}
		alone = leftAlone(before, after)
		if dry || refused {
			return errNotKept
		}
		return nil
	}})
	if errors.Is(err, errNotKept) {
		return false, alone, nil
	}
	return err == nil, alone, desk.Wrap("keep list", err)
}

// keepRow notes why a row was refused, and keeps the invitation of one that was not.
func (s *Service) keepRow(ctx context.Context, tx desk.DoorTx, org desk.OrgID, by *desk.User, r *importing, out []desk.Outcome) error {
	if !r.refused() {
		r.said = firstRefusal(out)
	}
	if r.code == "" || r.refused() {
		return nil
	}
	r.invite.Seq = out[0].Seq
	err := errors.Join(desk.MayGive(by, r.invite.Role), s.roomForInvite(ctx, tx, org, r.invite.Email))
	if isRefusal(err) {
		r.said = err
		return nil
	}
	if err != nil {
		return err
	}
	return desk.Wrap("keep invitation", tx.PutInvite(ctx, r.invite))
}

func (r *importing) refused() bool { return r.said != nil }

// firstRefusal gives why the first of a row's entries that was refused was, nil = none was.
func firstRefusal(out []desk.Outcome) error {
	for _, o := range out {
		if err := refusedBy(o.Answer); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) imported(rows []*importing, kept bool) wire.PeopleImported {
	out := wire.PeopleImported{Kept: kept, Fates: []wire.PersonFate{}}
	for _, r := range rows {
		f := wire.PersonFate{Fate: string(r.fate)}
		switch {
		case r.said != nil:
			f.Fate, f.Said = string(desk.FateRefused), wire.ErrorOf(r.said)
		case r.code != "" && kept:
			inv := wireInvite(r.invite, s.link(r.code), r.code)
			f.Invitation = &inv
		}
		out.Fates = append(out.Fates, f)
	}
	return out
}

// knowns are whom an organization has or has invited, by address.
type knowns struct {
	users   map[string]*desk.User
	invited map[string]bool
	inboxes []*desk.Inbox
	seen    map[string]bool // addresses of the list so far
}

func (s *Service) knownPeople(ctx context.Context, org desk.OrgID) (knowns, error) {
	k := knowns{users: map[string]*desk.User{}, invited: map[string]bool{}, seen: map[string]bool{}}
	users, err := desk.Find[*desk.User](ctx, s.cfg.People, org, desk.Users.With())
	if err != nil {
		return k, desk.Wrap("list users", err)
	}
	for _, u := range users {
		k.users[plainEmail(u.Email)] = u
	}
	if k.inboxes, err = desk.Find[*desk.Inbox](ctx, s.cfg.People, org, desk.Inboxes.With()); err != nil {
		return k, desk.Wrap("list inboxes", err)
	}
	open, err := s.cfg.Store.InvitesOf(ctx, org)
	if err != nil {
		return k, desk.Wrap("list invitations", err)
	}
	for _, i := range open {
		if i.Kind == desk.InviteJoin && i.ExpiresAt > s.now() {
			k.invited[plainEmail(i.Email)] = true
		}
	}
	return k, nil
}

// importRow reads a row. What is wrong with it is its own fate, not an error.
func (s *Service) importRow(ctx context.Context, id Identity, by *desk.User, row wire.PersonRow, k knowns) (*importing, error) {
	email, err := checkEmail(row.Email)
	// It goes into tables that a spreadsheet opens.
	if err == nil && desk.BeginsFormula(email) {
		err = desk.Refuse(desk.CodeInvalid, "email")
	}
	if isRefusal(err) {
		return &importing{said: err}, nil
	}
	if err != nil {
		return nil, err
	}
	key := plainEmail(email)
	if k.seen[key] {
		return &importing{said: desk.Refuse(desk.CodeConflict, "personTwice")}, nil
	}
	k.seen[key] = true
	r := &importing{}
	if u := k.users[key]; u != nil {
		r, err = s.importChange(id, u, row, k.inboxes)
	} else if k.invited[key] {
		r.fate = desk.FateOpen
	} else {
		r, err = s.importInvite(ctx, id.Org, by, email, row)
	}
	if isRefusal(err) {
		return &importing{said: err}, nil
	}
	return r, err
}

// isRefusal says whether an error is about what was asked, not about the relay.
func isRefusal(err error) bool {
	switch desk.CodeOf(err) {
	case desk.CodeInvalid, desk.CodeConflict, desk.CodeForbidden, desk.CodeNotFound:
		return err != nil
	default:
		return false
	}
}

// importInvite invites who is not here.
func (s *Service) importInvite(ctx context.Context, org desk.OrgID, by *desk.User, email string, row wire.PersonRow) (*importing, error) {
	in := wire.Invite{
		Name: row.Name, Email: email, Role: row.Role,
		Arranged: &wire.Arranged{WhatsApp: row.WhatsApp, Capacity: row.Capacity, AutoAccept: row.AutoAccept != nil && *row.AutoAccept, Outbound: row.Outbound, Places: row.Places, Presence: row.Presence, Reason: row.Reason},
	}
	if in.Role == "" {
		in.Role = string(desk.RoleAgent)
	}
	if row.Licences != nil {
		if _, err := desk.LicencesNamed(row.Licences.List); err != nil {
			return nil, err
		}
		in.Without = without(row.Licences.List)
	}
	c, err := s.newInvite(ctx, org, by, in)
	if err != nil {
		return nil, err
	}
	if c.Name == "" {
		return nil, desk.Refuse(desk.CodeInvalid, "personUnnamed")
	}
	i, code, act := s.drawUp(c)
	entry, err := proposalOf(org, desk.EntryAccount, act)
	return &importing{fate: desk.FateInvited, entries: []desk.Proposal{entry}, invite: i, code: code}, err
}

// without turns the licences that somebody is to have into those that they lack.
func without(has []string) (list []string) {
	for _, l := range desk.Licences {
		if !slices.Contains(has, string(l)) {
			list = append(list, string(l))
		}
	}
	return list
}

// importChange changes who is here, by the commands that a supervisor would send. The
// licences come first, since an inbox needs them.
func (s *Service) importChange(id Identity, u *desk.User, row wire.PersonRow, inboxes []*desk.Inbox) (*importing, error) {
	r := &importing{fate: desk.FateSame}
	if row.Licences != nil {
		has := row.Licences.List
		if _, err := desk.LicencesNamed(has); err != nil {
			return nil, err
		}
		if !sameSet(without(has), names(u.Without)) {
			if err := r.command(id, wire.CmdLicences.Name, wire.SetLicences{UserID: string(u.ID), Licences: has}); err != nil {
				return nil, err
			}
		}
	}
	if to := updated(u, row); !asIs(u, to, inboxes) {
		if err := r.command(id, wire.CmdUpdateUser.Name, to); err != nil {
			return nil, err
		}
	}
	state, reason, err := begins(row.Presence, row.Reason)
	// Who never chose is online by themselves.
	is := cmp.Or(u.Presence.Chosen, desk.PresenceOnline)
	if err != nil || state == "" || state == is && (reason == "" || reason == u.Presence.Reason) {
		return r, err
	}
	return r, r.command(id, wire.CmdPresence.Name, wire.SetPresence{UserID: string(u.ID), State: string(state), Reason: reason})
}

// command adds what a supervisor would send.
func (r *importing) command(id Identity, name string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return desk.Wrap("encode command", err)
	}
	entry, err := proposalOf(id.Org, desk.EntryCommand, desk.CommandEntry{
		UserID: id.UserID, DeviceID: id.DeviceID, ClientID: desk.NewID("imp"), Name: name, Version: wire.VersionOf(name), Body: raw,
	})
	r.fate, r.entries = desk.FateChanged, append(r.entries, entry)
	return err
}

// updated gives a person as a row has them; what it leaves out stays as it is.
func updated(u *desk.User, row wire.PersonRow) wire.UpdateUser {
	to := wire.UpdateUser{
		UserID: string(u.ID), Name: cmp.Or(row.Name, u.Name), Role: cmp.Or(row.Role, string(u.Role)), Active: u.Active, WhatsApp: u.WhatsApp,
		Capacity: cmp.Or(row.Capacity, u.Capacity), AutoAccept: row.AutoAccept, Outbound: row.Outbound, Places: row.Places,
	}
	if row.WhatsApp != nil {
		to.WhatsApp = *row.WhatsApp
	}
	return to
}

// asIs says whether a change of a person would change nothing.
func asIs(u *desk.User, to wire.UpdateUser, inboxes []*desk.Inbox) bool {
	if to.AutoAccept != nil && *to.AutoAccept != u.AutoAccept {
		return false
	}
	if to.Name != u.Name || to.Role != string(u.Role) || to.WhatsApp != u.WhatsApp || to.Capacity != u.Capacity {
		return false
	}
	if to.Outbound != nil && (to.Outbound.Only != u.Outbound.Only || to.Outbound.Only && !sameSet(to.Outbound.Numbers, names(u.Outbound.Numbers))) {
		return false
	}
	if to.Places == nil {
		return true
	}
	is := map[string]int{}
	for _, box := range inboxes {
		if !box.Deleted && slices.Contains(box.Members, u.ID) {
			is[string(box.ID)] = max(desk.MinLevel, box.LevelOf()[u.ID])
		}
	}
	for _, p := range to.Places.List {
		if is[p.InboxID] != p.Level {
			return false
		}
		delete(is, p.InboxID)
	}
	return len(is) == 0
}

// sameSet says whether two lists name the same, in any order.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}

func names[T ~string](list []T) (out []string) {
	for _, each := range list {
		out = append(out, string(each))
	}
	return out
}

package people

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// renewal is an invitation that takes the place of an earlier one.
type renewal struct {
	was  desk.Invite
	now  desk.Invite
	code string
}

// Reinvite makes new codes for people who are invited already, all or none: who was
// told the earlier code, or nobody because it was lost, can join only with the new one.
// What was arranged for each stays. CodeNotFound when one of the invitations is not
// open any more.
func (s *Service) Reinvite(ctx context.Context, org desk.OrgID, by *desk.User, ids []string) (wire.Invitations, error) {
	out := wire.Invitations{Invitations: []wire.Invitation{}}
	if err := desk.Supervise(by); err != nil {
		return out, err
	}
	if len(ids) > wire.MaxPeople {
		return out, desk.Refuse(desk.CodeInvalid, "tooManyPeople", desk.Params{"most": wire.MaxPeople})
	}
	var list []renewal
	var entries []desk.Proposal
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		r, two, err := s.renew(ctx, org, by, id)
		if err != nil {
			return out, err
		}
		list, entries = append(list, r), append(entries, two...)
	}
	if len(list) == 0 {
		return out, nil
	}
	_, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: entries, Door: func(ctx context.Context, tx desk.DoorTx, got []desk.Outcome) error {
		if err := firstRefusal(got); err != nil {
			return err
		}
		for at := range list {
			list[at].now.Seq = got[2*at+1].Seq
		}
		return s.keepRenewals(ctx, tx, org, by.ID, list)
	}})
	if err != nil {
		return out, desk.Wrap("renew invitations", err)
	}
	for _, r := range list {
		out.Invitations = append(out.Invitations, wireInvite(r.now, s.link(r.code), spaced(r.code)))
	}
	return out, nil
}

// renew draws up what takes the place of an open invitation: its end, which frees the
// licences that it keeps, and another one with all that was arranged.
func (s *Service) renew(ctx context.Context, org desk.OrgID, by *desk.User, id string) (renewal, []desk.Proposal, error) {
	was, err := s.invitation(ctx, org, id)
	if err != nil {
		return renewal{}, nil, err
	}
	if was.ID == "" || was.ExpiresAt <= s.now() {
		return renewal{}, nil, wire.AskInvitation.Refusal()
	}
	kept, err := desk.Get[*desk.Reservation](ctx, s.cfg.People, org, desk.RowReservation, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		kept, err = &desk.Reservation{}, nil // one from before licences were kept
	}
	if err != nil {
		return renewal{}, nil, desk.Wrap("read reservation", err)
	}
	next := was
	next.CreatedBy = by.ID
	now, code, invited := s.drawUp(newCode{Invite: next, life: inviteLife, without: kept.Without, arranged: kept.Arranged})
	over, err := proposalOf(org, desk.EntryAccount, desk.AccountEntry{Act: desk.ActUninvited, By: by.ID, InviteID: id, Role: was.Role})
	if err != nil {
		return renewal{}, nil, err
	}
	again, err := proposalOf(org, desk.EntryAccount, invited)
	return renewal{was: was, now: now, code: code}, []desk.Proposal{over, again}, err
}

// keepRenewals puts the new invitations in the place of the earlier ones. Between the
// question and now one may have been used or taken back: then no code is renewed.
func (s *Service) keepRenewals(ctx context.Context, tx desk.DoorTx, org desk.OrgID, by desk.UserID, list []renewal) error {
	who, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, by)
	if err != nil {
		return desk.Wrap("look up who invites", err)
	}
	open, err := tx.InvitesOf(ctx, org)
	if err != nil {
		return desk.Wrap("list invitations", err)
	}
	for _, r := range list {
		if err := desk.MayGive(who, r.was.Role); err != nil {
			return err
		}
		if !slices.ContainsFunc(open, func(i desk.Invite) bool { return i.ID == r.was.ID }) {
			return wire.AskInvitation.Refusal()
		}
		if err := tx.DeleteInvite(ctx, org, r.was.ID); err != nil {
			return desk.Wrap("drop earlier code", err)
		}
		if err := tx.PutInvite(ctx, r.now); err != nil {
			return desk.Wrap("keep invitation", err)
		}
	}
	return nil
}

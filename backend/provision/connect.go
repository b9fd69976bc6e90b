package provision

import (
	"context"
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// connect adds the number to an account at the provider, or finds it there.
func (s *Service) connect(ctx context.Context, c Caller, in wire.SetupConnect) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	waba, err := s.cfg.Accounts.Linked(ctx, c.Org, in.WabaID)
	if err != nil {
		return wire.Setup{}, err
	}
	name, err := desk.Typed(desk.Pasted(in.DisplayName), "displayName", maxDisplayName, false)
	if err != nil {
		return wire.Setup{}, err
	}
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		if st.VerifiedAt != 0 && st.WabaID != waba.ID {
			return desk.Refuse(desk.CodeConflict, "connected")
		}
		if name != "" {
			st.DisplayName = name
		}
		st.clear()
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	g, err := s.cfg.Accounts.Client(ctx, c.Org, waba.ID)
	if err != nil {
		return wire.Setup{}, err
	}
	if st.Added != waba.ID {
		if err := s.takeBack(ctx, st); err != nil {
			return s.showTrouble(ctx, c, st, err)
		}
	}
	number, err := s.atProvider(ctx, g, waba, st)
	if err != nil {
		return s.showTrouble(ctx, c, st, err)
	}
	if err := s.claimable(ctx, c.Org, waba, number.ID); err != nil {
		return wire.Setup{}, err
	}
	profile := s.profileOf(ctx, g, st, number)
	st, err = s.step(ctx, c, st.ID, func(st *setup) error {
		st.AppID, st.WabaID, st.PhoneID, st.NoPIN = waba.AppID, waba.ID, number.ID, number.NoPIN || number.OnPhone
		if number.VerifiedName != "" {
			st.DisplayName = number.VerifiedName
		}
		if profile != nil {
			st.Profile = *profile
		}
		st.found(number, s.now())
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// showTrouble answers with the set-up and its problem.
func (s *Service) showTrouble(ctx context.Context, c Caller, st *setup, cause error) (wire.Setup, error) {
	st, err := s.trouble(ctx, c, st, cause)
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// found goes on from what the provider says of the number: one that is verified, or
// signed in to the Cloud API already, needs no code.
func (st *setup) found(n channel.Number, now int64) {
	switch {
	case st.VerifiedAt != 0:
	case n.Verified, n.Registered, n.OnPhone:
		st.VerifiedAt, st.Step = now, wire.StepSettings
	default:
		st.Step = wire.StepConnect
	}
}

// atProvider finds the number in the account or adds it.
func (s *Service) atProvider(ctx context.Context, g channel.Client, waba *desk.Waba, st *setup) (channel.Number, error) {
	number, found, err := findAtProvider(ctx, g, waba.ID, st.Phone)
	if err != nil || found {
		return number, err
	}
	if err := checkDisplayName(st.DisplayName); err != nil {
		return number, err
	}
	country, national, ok := phone.Split(st.Phone)
	if !ok {
		return number, desk.Refuse(desk.CodeInvalid, phone.SubBadNumber, desk.Params{desk.ParamContext: string(phone.ReasonNotValid)})
	}
	was := st.Added
	if err := s.adds(ctx, st, waba.ID); err != nil {
		return number, err
	}
	id, err := g.AddPhoneNumber(ctx, string(waba.ID), channel.NewNumber{
		CountryCode: strconv.Itoa(country), National: desk.PhoneNumber(national), Name: st.DisplayName,
	})
	if reasonOf(err) == channel.ReasonNumberExists {
		// Either an earlier try of ours got through after all, or it is elsewhere.
		if number, found, err = findAtProvider(ctx, g, waba.ID, st.Phone); err != nil || found && was == waba.ID {
			return number, err
		}
		if err := s.adds(ctx, st, was); err != nil || found { // somebody else did, just now
			return number, err
		}
		return number, desk.Refuse(desk.CodeConflict, "otherAccount")
	}
	if err != nil {
		return number, err
	}
	return g.GetPhoneNumber(ctx, id)
}

// adds notes to which account this set-up adds the number, before it does: what it added,
// takeBack may take away.
func (s *Service) adds(ctx context.Context, st *setup, to desk.WabaID) error {
	_, err := s.edit(ctx, st.Org, st.ID, func(now *setup) error {
		now.Added = to
		return nil
	})
	st.Added = to
	return err
}

// takeBack takes the number out of the account to which this set-up added it, where it was
// not verified and the provider lets a program do that. An account that is not spoken to any
// more keeps it.
func (s *Service) takeBack(ctx context.Context, st *setup) error {
	if st.Added == "" || st.VerifiedAt != 0 {
		return nil
	}
	g, err := s.cfg.Accounts.Client(ctx, st.Org, st.Added)
	if err != nil {
		s.cfg.Log.Info("number stays at its provider", "setup_id", string(st.ID), "err", err)
		return nil
	}
	if remover, can := g.(channel.NumberRemover); can {
		return remover.RemoveUnverified(ctx, st.Phone)
	}
	return nil
}

// findAtProvider looks a number up among the account's.
func findAtProvider(ctx context.Context, g channel.Client, waba desk.WabaID, e164 desk.PhoneNumber) (n channel.Number, found bool, err error) {
	list, err := g.ListPhoneNumbers(ctx, string(waba))
	if err != nil {
		return channel.Number{}, false, err
	}
	for _, n := range list {
		if phone.SameDigits(string(n.DisplayPhone)) == phone.SameDigits(string(e164)) {
			return n, true, nil
		}
	}
	return channel.Number{}, false, nil
}

// claimable refuses a number that is connected already, here or by another organization
// of this relay. Of two that connect it at once, the ledger takes one: see activate.
func (s *Service) claimable(ctx context.Context, org desk.OrgID, account *desk.Waba, phoneID string) error {
	if err := s.apart(ctx, org, account, phoneID); err != nil {
		return err
	}
	if err := s.notElsewhere(ctx, org, account, phoneID); err != nil {
		return err
	}
	n, err := s.cfg.Rows.NumberByPhoneID(ctx, org, phoneID)
	own, idErr := s.numberID(ctx, org, phoneID)
	switch {
	case idErr != nil:
		return idErr
	case desk.CodeOf(err) == desk.CodeNotFound, err == nil && (n.Deleted || n.ID == own):
		return nil
	case err != nil:
		return desk.Wrap("look up number", err)
	}
	return numberUsed(n)
}

// notElsewhere refuses what another organization has, before anything is done at the
// provider. Nobody is told which one, nor what is done with the number there.
func (s *Service) notElsewhere(ctx context.Context, org desk.OrgID, account *desk.Waba, phoneID string) error {
	provider, _, err := s.cfg.Accounts.Serves(account)
	if err != nil {
		return err
	}
	elsewhere, err := s.cfg.Rows.NumberElsewhere(ctx, org, provider, phoneID)
	switch {
	case err != nil:
		return desk.Wrap("look up number", err)
	case elsewhere:
		return errElsewhere()
	}
	return nil
}

func errElsewhere() *desk.Error { return desk.Refuse(desk.CodeConflict, "numberElsewhere") }

func numberUsed(n *desk.Number) error {
	return desk.Refuse(desk.CodeConflict, "numberUsed", desk.Params{"name": n.Name})
}

// apart refuses a number that has the id of another provider's number, deleted or not:
// here both would be the same number, and threads of one would go on at the other.
func (s *Service) apart(ctx context.Context, org desk.OrgID, account *desk.Waba, phoneID string) error {
	mine, _, err := s.cfg.Accounts.Serves(account)
	if err != nil {
		return err
	}
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if n.PhoneID != phoneID {
			continue
		}
		// One whose provider is not spoken to any more is not this one's.
		if theirs, _, err := s.cfg.Accounts.Serves(&desk.Waba{Provider: n.Provider}); err != nil || theirs != mine {
			return numberUsed(n)
		}
	}
	return nil
}

// profileOf gives the profile that customers see already, to go on from it; nil
// if there is none or it cannot be read: that must not stop anybody.
func (s *Service) profileOf(ctx context.Context, g channel.Client, st *setup, n channel.Number) *desk.BusinessProfile {
	if st.PhoneID != "" || !n.Registered {
		return nil
	}
	p, err := g.GetProfile(ctx, n.ID)
	if err != nil {
		s.cfg.Log.Info("profile not read", "setup_id", string(st.ID), "err", err)
		return nil
	}
	out := profileFrom(p)
	return &out
}

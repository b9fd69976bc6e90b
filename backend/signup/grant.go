package signup

import (
	"context"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// exchangeTime bounds what is asked of the provider with a code. The code itself lives
// for 30 seconds.
const exchangeTime = 40 * time.Second

// refuse makes the error of a sign-up that context chooses the sentence of.
func refuse(context string, params ...desk.Params) *desk.Error {
	return desk.Refuse(desk.CodeInvalid, "signUp", append(params, desk.Params{desk.ParamContext: context})...)
}

// code takes the code that the window gave: it is turned into a token, and the token's
// accounts are looked up. back is where the code came to by a redirect.
func (s *Service) code(ctx context.Context, d *document, code desk.Secret, back string) (*document, error) {
	// Whoever closes the page now must not lose the code.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTime)
	defer cancel()
	if err := s.stands(ctx, d); err != nil {
		return nil, err
	}
	release, err := s.hold(d.row.ID)
	if err != nil {
		return nil, err
	}
	defer release()
	d, err = s.edit(ctx, d, func(d *document) error {
		if d.Stage != wire.StageOpened {
			return desk.Refuse(desk.CodeConflict, "signUp", desk.Params{desk.ParamContext: "used"})
		}
		d.Said, d.Step = nil, ""
		s.at(d, wire.StageExchanging, addressLife)
		return nil
	})
	if err != nil {
		return nil, err
	}
	token, err := s.cfg.Links.Exchange(ctx, d.row.Org, d.AppID, code, back)
	if err == nil {
		err = s.cfg.Secrets.Put(ctx, d.row.Org, tokenOf(d.row.ID), token)
	}
	if err != nil {
		return s.failed(ctx, d, err)
	}
	d, err = s.edit(ctx, d, func(d *document) error {
		s.at(d, wire.StageGranted, grantLife)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.look(ctx, d)
}

// look asks what the token reaches. A failure on the way keeps the token: asking again
// may help. What is wrong with the token itself takes it away, and the person tries
// again in the window.
func (s *Service) look(ctx context.Context, d *document) (*document, error) {
	token, err := s.cfg.Secrets.Get(ctx, d.row.Org, tokenOf(d.row.ID))
	var list []channel.Account
	if err == nil {
		list, err = s.cfg.Links.Granted(ctx, d.row.Org, d.AppID, token, d.Account, d.Business)
	}
	switch {
	case desk.Retryable(err) || desk.CodeOf(err) == desk.CodeInternal:
		return s.edit(ctx, d, func(d *document) error {
			d.Said = desk.SaidOf(err)
			return nil
		})
	case err == nil && len(list) == 0:
		err = refuse("noAccount")
	case err == nil && d.Account != "" && !slices.ContainsFunc(list, func(a channel.Account) bool { return a.ID == d.Account }):
		err = refuse("otherAccount", desk.Params{"account": d.Account})
	}
	if err != nil {
		return s.failed(ctx, d, err)
	}
	return s.edit(ctx, d, func(d *document) error {
		d.Accounts, d.Said = accountsOf(list), nil
		s.at(d, wire.StageAccounts, grantLife)
		return nil
	})
}

// failed notes why a try failed. The page stays open for another one; nothing that the
// try brought is kept.
func (s *Service) failed(ctx context.Context, d *document, cause error) (*document, error) {
	if desk.CodeOf(cause) == desk.CodeInternal {
		s.cfg.Log.Error("sign-up failed", "signup_id", string(d.row.ID), "err", cause)
	}
	if err := s.cfg.Secrets.Delete(ctx, d.row.Org, tokenOf(d.row.ID)); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return nil, err
	}
	return s.edit(ctx, d, func(d *document) error {
		d.Said = desk.SaidOf(cause)
		d.Account, d.Number, d.Business, d.NoNumber, d.Accounts = "", "", "", false, nil
		s.at(d, wire.StageOpened, addressLife)
		return nil
	})
}

// stands refuses when whoever began may not go on: power ends with its giver.
func (s *Service) stands(ctx context.Context, d *document) error {
	gone := refuse("session")
	u, err := desk.Get[*desk.User](ctx, s.cfg.Rows, d.row.Org, desk.RowUser, d.User)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return gone
	case err != nil:
		return desk.Wrap("read user", err)
	case !u.Active || !u.Role.Supervisor() || !u.Licensed(desk.LicenceContactCenter):
		return gone
	case d.Seq == 0: // it began without a session, as practice does
		return nil
	}
	sess, err := s.cfg.Store.SessionByDevice(ctx, d.row.Org, d.Device)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return gone
	case err != nil:
		return desk.Wrap("read session", err)
	case sess.RevokedAt != 0 || sess.UserID != d.User || sess.Seq > d.Seq || d.Session != "" && sess.TokenHash != d.Session:
		return gone
	}
	return nil
}

// What the page itself tells of the window.
const (
	pageStarted = "started" // the window was asked for
	pageClosed  = "closed"  // it closed without a word
	pageBlocked = "blocked" // it or its script could not be opened
	pageLeft    = "left"    // the page was closed
)

// told notes what the page says.
func (s *Service) told(ctx context.Context, d *document, what string) (*document, error) {
	return s.edit(ctx, d, func(d *document) error {
		if d.Stage != wire.StageOpened {
			return nil // it came further: what closes now closes behind it
		}
		switch what {
		case pageStarted:
			d.Said, d.Step = nil, ""
			s.at(d, wire.StageOpened, addressLife)
		case pageBlocked:
			d.Said = desk.SaidOf(refuse(what))
		case pageClosed, pageLeft: // what the window itself said tells more
			if d.Said == nil {
				d.Said = desk.SaidOf(refuse(what))
			}
		default:
			return desk.Refuse(desk.CodeInvalid, "badBody")
		}
		return nil
	})
}

// happened notes what the provider's window says. It may come before the code or after
// it.
func (s *Service) happened(ctx context.Context, d *document, e channel.SignUpEvent) (*document, error) {
	return s.edit(ctx, d, func(d *document) error {
		switch e.Kind {
		case channel.SignUpFinished, channel.SignUpNoNumber, channel.SignUpOnPhone:
			d.Account, d.Number, d.Business, d.NoNumber = e.Account, e.Number, e.Business, e.Kind == channel.SignUpNoNumber
			if e.Kind == channel.SignUpOnPhone {
				d.Way = wire.WayOnPhone
			}
		case channel.SignUpCancelled:
			if d.Stage == wire.StageOpened {
				d.Step, d.Said = e.Step, desk.SaidOf(refuse("cancelled"))
			}
		case channel.SignUpFailed:
			if d.Stage == wire.StageOpened {
				d.Step, d.Said = e.Step, desk.SaidOf(refuse("failed", desk.Params{"title": e.Error, "code": e.Code}))
			}
		}
		return nil
	})
}

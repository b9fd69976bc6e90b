package signup

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// On the provider's hosted page nothing leads back: no state and no code. What was granted
// there comes by the app's webhook, which names an account and its business and nobody of
// ours. So that no organization gets another one's account,
//
//   - one sign-up at a time is open on an app's page, of whatever organization;
//   - whatever comes is not used before the person said that it is theirs;
//   - while somebody of another organization, who was on the page within a day, may still
//     finish there, what came is not even shown: the person has to name its business;
//   - an account that another organization has linked is never given.

// Times of a hosted page.
const (
	quietAfter = 10 * time.Minute // without a word from the provider, that is said
	lateFor    = 24 * time.Hour   // whoever left the page may still finish there
	retryAfter = 30 * time.Second // the token is asked for again, after a refusal
	skew       = time.Minute      // the provider's clock may be behind ours
)

// mostTries bounds how often a person may name a wrong business.
const mostTries = 5

// stageEnded is the stage of a trace: somebody was on the hosted page, and no account came.
const stageEnded = "ended"

// found is an account that came from the hosted page.
type found struct {
	Account  string `json:"account"`
	Business string `json:"business"`
	Doubtful bool   `json:"doubtful,omitempty"` // it may be another organization's
	Tries    int    `json:"tries,omitempty"`    // wrong businesses that were named
	RetryAt  int64  `json:"retryAt,omitempty"`
}

// hosted refuses for a reason that context chooses the sentence of.
func hosted(context string, params ...desk.Params) *desk.Error {
	return desk.Refuse(desk.CodeInvalid, "hosted", append(params, desk.Params{desk.ParamContext: context})...)
}

// listens says whether what comes from the page may be for this sign-up.
func (d *document) listens(now int64) bool {
	return d.Hosted && d.row.Until > now && !d.Closed && d.Found == nil && (d.Stage == wire.StageWaiting || d.Stage == wire.StageOpened)
}

// awaits says whether a grant may be for this sign-up: not one from before somebody was led
// to the page, which the provider tells again.
func (d *document) awaits(g channel.Grant, now int64) bool {
	return d.listens(now) && d.Stage == wire.StageOpened && (g.At == 0 || g.At >= d.OpenedAt-skew.Milliseconds())
}

// late says whether whoever began it may still finish on the page, though nothing came.
func (d *document) late(now int64) bool {
	return d.Hosted && d.OpenedAt != 0 && !d.Confirmed && d.OpenedAt+lateFor.Milliseconds() > now
}

// onPage gives the sign-ups, and traces of them, on an app's page, those too whose time is
// over and that are not forgotten yet.
func (s *Service) onPage(ctx context.Context, app desk.AppID) ([]*document, error) {
	rows, err := s.cfg.Store.AllSignUps(ctx)
	if err != nil {
		return nil, desk.Wrap("list sign-ups", err)
	}
	var out []*document
	for _, row := range rows {
		d, err := read(row)
		if err != nil {
			return nil, err
		}
		if d.Hosted && d.AppID == app {
			out = append(out, d)
		}
	}
	return out, nil
}

// hostedPageFree refuses while another sign-up is open on an app's page.
func (s *Service) hostedPageFree(ctx context.Context, app desk.AppID) error {
	all, err := s.onPage(ctx, app)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.listens(s.now()) {
			left := time.Duration(d.row.Until-s.now()) * time.Millisecond
			return desk.Refuse(desk.CodeConflict, "hosted", desk.Params{desk.ParamContext: "busy", "minutes": int(left.Minutes()) + 1})
		}
	}
	return nil
}

// AccountGranted hears that an account was granted to an app, by a webhook that is proven
// to the organizations. It is for the one sign-up that is open on the app's page; with none
// it is nobody's. It only takes a note: what follows is done when the wizard asks.
func (s *Service) AccountGranted(ctx context.Context, orgs []desk.OrgID, g channel.Grant) error {
	all, err := s.onPage(ctx, g.App)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d *document) bool { return slices.Contains(orgs, d.row.Org) && d.awaits(g, s.now()) })
	twice := slices.ContainsFunc(all, func(d *document) bool {
		return d.Found != nil && d.Found.Account == g.Account && d.Stage != wire.StageLinked && d.row.Until > s.now()
	})
	if i < 0 || twice {
		return nil
	}
	mine := all[i]
	doubtful := slices.ContainsFunc(all, func(d *document) bool { return d.row.Org != mine.row.Org && d.late(s.now()) })
	_, err = s.edit(ctx, mine, func(d *document) error {
		if !d.awaits(g, s.now()) {
			return nil
		}
		d.Found, d.Said = &found{Account: g.Account, Business: g.Business, Doubtful: doubtful}, nil
		d.Account, d.Business = g.Account, g.Business
		s.at(d, wire.StageGranted, grantLife)
		return nil
	})
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil // it is over by now
	}
	return err
}

// fetch gets the token of what was granted on the page, and asks what it reaches. A refusal
// is tried again: whoever runs the app may put it right meanwhile.
func (s *Service) fetch(ctx context.Context, d *document) (*document, error) {
	if d.Found == nil || d.Found.RetryAt > s.now() {
		return d, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTime)
	defer cancel()
	if err := s.stands(ctx, d); err != nil {
		return nil, err
	}
	other, err := s.cfg.Links.LinkedElsewhere(ctx, d.row.Org, desk.WabaID(d.Found.Account))
	if err != nil {
		return nil, err
	}
	if other {
		return s.shut(ctx, d, hosted("elsewhere"))
	}
	token, err := s.cfg.Links.FetchGranted(ctx, d.row.Org, d.AppID, d.Found.Business)
	if err != nil {
		return s.later(ctx, d, err)
	}
	list, err := s.cfg.Links.Granted(ctx, d.row.Org, d.AppID, token, d.Found.Account, d.Found.Business)
	switch {
	case err != nil:
		return s.later(ctx, d, err)
	case !slices.ContainsFunc(list, func(a channel.Account) bool { return a.ID == d.Found.Account }):
		return s.shut(ctx, d, hosted("notReached"))
	}
	if err := s.cfg.Secrets.Put(ctx, d.row.Org, tokenOf(d.row.ID), token); err != nil {
		return nil, err
	}
	return s.edit(ctx, d, func(d *document) error {
		d.Accounts, d.Said = accountsOf(list), nil
		s.at(d, wire.StageConfirm, grantLife)
		return nil
	})
}

// later notes why the token could not be had, to try again.
func (s *Service) later(ctx context.Context, d *document, cause error) (*document, error) {
	if desk.CodeOf(cause) == desk.CodeInternal {
		s.cfg.Log.Error("token of a grant not fetched", "signup_id", string(d.row.ID), "err", cause)
	}
	return s.edit(ctx, d, func(d *document) error {
		d.Said = desk.SaidOf(cause)
		if d.Found != nil {
			d.Found.RetryAt = s.now() + retryAfter.Milliseconds()
		}
		return nil
	})
}

// shut ends a sign-up on the page without an account, and says why. Nothing of what came is
// kept, and nothing that comes now is for it: the person begins again.
func (s *Service) shut(ctx context.Context, d *document, why error) (*document, error) {
	if err := s.cfg.Secrets.Delete(ctx, d.row.Org, tokenOf(d.row.ID)); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return nil, err
	}
	return s.edit(ctx, d, func(d *document) error {
		d.Said, d.Closed, d.Found, d.Accounts = desk.SaidOf(why), true, nil, nil
		d.Account, d.Business = "", ""
		s.at(d, wire.StageOpened, addressLife)
		return nil
	})
}

// confirm takes the person's word whether the account is theirs.
func (s *Service) confirm(ctx context.Context, c Caller, in wire.SignUpConfirm) (wire.SignUp, error) {
	d, release, err := s.holdMine(ctx, c, in.SignUpID)
	if err != nil {
		return wire.SignUp{}, err
	}
	defer release()
	switch {
	case d.Confirmed && in.Mine: // the answer got lost
		return s.show(ctx, d)
	case d.Stage != wire.StageConfirm || d.Found == nil:
		return wire.SignUp{}, desk.Refuse(desk.CodeConflict, "signUp", desk.Params{desk.ParamContext: "stage"})
	case !in.Mine:
		d, err = s.shut(ctx, d, hosted("notMine"))
	default:
		d, err = s.named(ctx, d, desk.Pasted(in.BusinessID))
	}
	if err != nil {
		return wire.SignUp{}, err
	}
	return s.show(ctx, d)
}

// named goes on when the business is the account's, and ends after too many wrong ones.
func (s *Service) named(ctx context.Context, d *document, business string) (*document, error) {
	wrong := false
	d, err := s.edit(ctx, d, func(d *document) error {
		if d.Stage != wire.StageConfirm || d.Found == nil {
			return desk.Refuse(desk.CodeConflict, "signUp", desk.Params{desk.ParamContext: "stage"})
		}
		if wrong = business == "" || business != d.Found.Business; wrong {
			d.Found.Tries++
			return nil
		}
		d.Confirmed, d.Said = true, nil
		s.at(d, wire.StageAccounts, grantLife)
		return nil
	})
	switch {
	case err != nil || !wrong:
		return d, err
	case d.Found.Tries >= mostTries:
		return s.shut(ctx, d, hosted("tries"))
	}
	return nil, hosted("otherBusiness")
}

// shownBusiness is whose account came, "" = that is not said.
func (d *document) shownBusiness() string {
	if d.Stage != wire.StageConfirm || d.Found == nil || d.Found.Doubtful {
		return ""
	}
	return d.Found.Business
}

// saidOf is what there is to say of a sign-up: how its last try failed, or that nothing has
// come from the hosted page for long.
func (s *Service) saidOf(d *document) *desk.Said {
	if d.Said == nil && d.listens(s.now()) && d.OpenedAt != 0 && s.now()-d.OpenedAt >= quietAfter.Milliseconds() {
		return desk.SaidOf(hosted("quiet"))
	}
	return d.Said
}

// leaveTrace keeps of a sign-up that is forgotten that somebody was on the hosted page, as
// long as they may still finish there; false = there is nothing to keep.
func (s *Service) leaveTrace(ctx context.Context, org desk.OrgID, id desk.SignUpID) (bool, error) {
	row, err := s.cfg.Store.SignUp(ctx, org, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, desk.Wrap("read sign-up", err)
	}
	d, err := read(row)
	if err != nil || d.Stage == stageEnded || !d.late(s.now()) {
		return false, nil //nolint:nilerr // one that cannot be read is forgotten
	}
	all, err := s.onPage(ctx, d.AppID)
	if err != nil {
		return false, err
	}
	for _, other := range all { // one trace of an organization is enough: the latest
		if other.row.Org == org && other.Stage == stageEnded {
			if err := s.cfg.Store.DeleteSignUp(ctx, org, other.row.ID); err != nil {
				return false, err
			}
		}
	}
	err = s.cfg.Store.ChangeSignUp(ctx, org, id, func(row *desk.SignUp) error {
		trace := document{AppID: d.AppID, Hosted: true, OpenedAt: d.OpenedAt, Stage: stageEnded}
		_, row.Key = secretText()
		row.Until = d.OpenedAt + lateFor.Milliseconds()
		var err error
		row.Doc, err = json.Marshal(trace)
		return err
	})
	return true, desk.Wrap("keep a trace of a sign-up", err)
}

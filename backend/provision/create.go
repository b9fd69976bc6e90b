package provision

import (
	"context"
	"regexp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// createNumber connects a number from one form. With anything wrong in it, it answers with
// everything that is wrong, does nothing and keeps nothing. Else it goes as far as it
// can: to the end with a number that its provider has verified, to the code with another.
// From there on it is a set-up like any other, so a crash or a refusal of the
// provider loses nothing.
func (s *Service) createNumber(ctx context.Context, c Caller, in wire.SetupCreate) (wire.SetupCreated, error) {
	none := wire.SetupCreated{Reasons: []wire.FormReason{}}
	f, err := s.readForm(ctx, c, in)
	if err != nil {
		return none, err
	}
	if len(f.reasons) > 0 {
		return wire.SetupCreated{Reasons: f.reasons}, nil
	}
	st, err := s.connectForm(ctx, c, f)
	if err != nil || len(f.reasons) > 0 {
		return wire.SetupCreated{Reasons: f.reasons}, err
	}
	switch {
	case st.VerifiedAt != 0:
		st, err = s.andThen(ctx, c, st, func() (wire.Setup, error) {
			return s.finish(ctx, c, wire.SetupFinish{SetupID: st.ID, PIN: in.PIN})
		})
	case in.Method != "" && !st.NoPIN: // without a PIN the provider has sent its code by itself
		st, err = s.andThen(ctx, c, st, func() (wire.Setup, error) {
			return s.requestCode(ctx, c, wire.SetupRequest{SetupID: st.ID, Method: in.Method})
		})
	}
	return wire.SetupCreated{Reasons: f.reasons, Setup: &st}, err
}

// andThen does the next step of a set-up that is there. What stops it is shown with the
// set-up: the person goes on from it.
func (s *Service) andThen(ctx context.Context, c Caller, st wire.Setup, do func() (wire.Setup, error)) (wire.Setup, error) {
	next, err := do()
	if err == nil {
		return next, nil
	}
	now, loadErr := s.load(ctx, c.Org, st.ID)
	if loadErr != nil {
		return st, err
	}
	out := s.show(ctx, c, now)
	out.Said = wire.ErrorOf(err)
	return out, nil
}

// form is a SetupCreate that is being judged, with what is wrong so far.
type form struct {
	wire.SetupCreate
	number  desk.PhoneNumber
	account *desk.Waba
	at      channel.Number // what the provider says of the number
	known   bool           // the number is in the account
	reasons []wire.FormReason
}

// no takes down a refusal as a reason. What is no refusal but trouble on the way is given
// back: then nobody knows whether there is a reason.
func (f *form) no(field string, err error) error {
	if err == nil {
		return nil
	}
	said := wire.ErrorOf(err)
	if fail, ok := channel.FailureOf(err); ok {
		if fail.Source != channel.FromProvider || fail.Retry == channel.RetryBackoff {
			return err
		}
		said = wire.ErrorOf(fail.Full.Err())
	}
	switch desk.Code(said.Code) {
	case desk.CodeInternal, desk.CodeUnavailable:
		return err
	default:
		f.reasons = append(f.reasons, wire.FormReason{Field: field, Said: *said})
		return nil
	}
}

// readForm judges all fields, by themselves, by what is here and by what the provider says.
func (s *Service) readForm(ctx context.Context, c Caller, in wire.SetupCreate) (*form, error) {
	f := &form{SetupCreate: in, reasons: []wire.FormReason{}}
	if m := channel.CodeMethod(in.Method); m != "" && m != channel.CodeBySMS && m != channel.CodeByVoice {
		return f, desk.Refuse(desk.CodeInvalid, "method")
	}
	if err := s.readAssigned(ctx, c, f); err != nil {
		return f, err
	}
	number, err := phone.ParseInsisted(desk.Pasted(in.Phone))
	if f.number = number.E164; err != nil {
		f.number = ""
	}
	if err := f.no(wire.FieldPhone, err); err != nil {
		return f, err
	}
	if err := s.readName(ctx, c, f); err != nil {
		return f, err
	}
	if in.PIN != "" && (len(in.PIN) != 6 || digitsOf(in.PIN) != in.PIN) {
		_ = f.no(wire.FieldPIN, errPIN())
	}
	f.Certificate = blanks.ReplaceAllString(desk.Pasted(in.Certificate), "")
	if f.Certificate != "" && (len(f.Certificate) > maxCertificate || !certificateForm.MatchString(f.Certificate)) {
		_ = f.no(wire.FieldCertificate, errCertificate("form"))
		f.Certificate = "" // it is not asked about
	}
	f.account, err = s.cfg.Accounts.Linked(ctx, c.Org, desk.Pasted(in.WabaID))
	if err := f.no(wire.FieldAccount, err); err != nil || f.account == nil {
		return f, err
	}
	return f, s.askProvider(ctx, c, f)
}

// readAssigned judges who gets the messages. Ids of what is not here are refused at once:
// no form offers them.
func (s *Service) readAssigned(ctx context.Context, c Caller, f *form) error {
	box := s.checkInbox(ctx, c.Org, desk.InboxID(f.InboxID), "")
	if desk.SubcodeOf(box) == "inbox" {
		return box
	}
	agent := s.checkAgent(ctx, c, desk.UserID(f.AgentID))
	if code := desk.CodeOf(agent); code == desk.CodeNotFound || code == desk.CodeForbidden {
		return agent
	}
	switch {
	case !f.Active:
		f.AgentID, f.InboxID = "", ""
		return nil
	case f.AgentID == "" && f.InboxID == "":
		return f.no(wire.FieldAssigned, desk.Refuse(desk.CodeInvalid, "assigned"))
	case f.AgentID != "" && f.InboxID != "":
		return f.no(wire.FieldAssigned, desk.Refuse(desk.CodeInvalid, "assigned", desk.Params{desk.ParamContext: "both"}))
	}
	if err := f.no(wire.FieldAssigned, box); err != nil {
		return err
	}
	return f.no(wire.FieldAssigned, agent)
}

// readName judges the display name: Meta's form of one, and ours that no two numbers share.
func (s *Service) readName(ctx context.Context, c Caller, f *form) error {
	name, err := desk.Typed(desk.Pasted(f.Name), "displayName", maxDisplayName, true)
	if err == nil {
		err = checkDisplayName(name)
	}
	if err != nil {
		return f.no(wire.FieldName, err)
	}
	f.Name = name
	own, err := s.ownSetup(ctx, c.Org, f.number)
	if err != nil {
		return err
	}
	return f.no(wire.FieldName, s.checkName(ctx, c.Org, name, own))
}

// ownSetup gives the set-up of the number, "" if there is none.
func (s *Service) ownSetup(ctx context.Context, org desk.OrgID, number desk.PhoneNumber) (desk.SetupID, error) {
	if number == "" {
		return "", nil
	}
	st, err := s.find(ctx, org, number)
	if err != nil || st == nil {
		return "", err
	}
	return st.ID, nil
}

// askProvider judges what only the provider knows: whether the account may be used, whether
// it has the number, and what that still needs. It changes nothing there.
func (s *Service) askProvider(ctx context.Context, c Caller, f *form) error {
	g, err := s.cfg.Accounts.Client(ctx, c.Org, f.account.ID)
	if err != nil {
		return f.no(wire.FieldAccount, err)
	}
	account, err := g.GetAccount(ctx, string(f.account.ID))
	if err == nil && account.ReviewStatus == reviewRejected {
		err = desk.Refuse(desk.CodeInvalid, "account", desk.Params{desk.ParamContext: "reviewRejected"})
	}
	if err != nil {
		return f.no(wire.FieldAccount, err)
	}
	if f.number == "" {
		return nil
	}
	if f.at, f.known, err = findAtProvider(ctx, g, f.account.ID, f.number); err != nil {
		return f.no(wire.FieldAccount, err)
	}
	if err := s.readUse(ctx, c, f); err != nil {
		return err
	}
	if f.known && f.at.Verified && !f.at.Registered && !f.at.NoPIN && !f.at.OnPhone && f.PIN == "" {
		_ = f.no(wire.FieldPIN, errPIN())
	}
	return s.readCertificate(ctx, g, f)
}

// reviewRejected is what the provider says of an account that it refused in its review.
const reviewRejected = "REJECTED"

// readUse refuses a number that is connected already, here or elsewhere, and one that a
// colleague sets up just now.
func (s *Service) readUse(ctx context.Context, c Caller, f *form) error {
	st, err := s.find(ctx, c.Org, f.number)
	switch {
	case err != nil:
		return err
	case st != nil && st.leased(s.now()) && st.Holder != c.User.ID:
		return f.no(wire.FieldPhone, s.heldNow(ctx, c, st))
	case st == nil: // else it is ours to go on with, even if its number is there already
		used, err := s.usedBy(ctx, c.Org)
		if err != nil {
			return err
		}
		if u := used(phone.SameDigits(string(f.number))); u.name != "" {
			return f.no(wire.FieldPhone, desk.Refuse(desk.CodeConflict, "numberUsed", desk.Params{"name": u.name}))
		}
	}
	if !f.known {
		return nil
	}
	return f.no(wire.FieldPhone, s.claimable(ctx, c.Org, f.account, f.at.ID))
}

// certificateForm is base64, as the provider shows certificates; those are some hundred
// characters long.
var certificateForm = regexp.MustCompile(`^[A-Za-z0-9+/_-]{16,}={0,2}$`)

const maxCertificate = 4096

// readCertificate holds a pasted certificate against those that the provider shows of the
// number. The Cloud API takes none; a wrong one says that another number was meant.
func (s *Service) readCertificate(ctx context.Context, g channel.Client, f *form) error {
	if f.Certificate == "" {
		return nil
	}
	lister, can := g.(channel.CertificateClient)
	if !can || !f.known {
		return f.no(wire.FieldCertificate, errCertificate("none"))
	}
	list, err := lister.Certificates(ctx, f.at.ID)
	if err != nil {
		return f.no(wire.FieldCertificate, err)
	}
	for _, each := range list {
		if each == f.Certificate {
			return nil
		}
	}
	if len(list) == 0 {
		return f.no(wire.FieldCertificate, errCertificate("none"))
	}
	return f.no(wire.FieldCertificate, errCertificate("other"))
}

func errCertificate(why string) *desk.Error {
	return desk.Refuse(desk.CodeInvalid, "numberCertificate", desk.Params{desk.ParamContext: why})
}

var blanks = regexp.MustCompile(`\s+`)

// connectForm begins the set-up, keeps the form in it and connects the number. When the
// provider refuses that, a set-up that was begun for it goes again.
func (s *Service) connectForm(ctx context.Context, c Caller, f *form) (wire.Setup, error) {
	before, err := s.ownSetup(ctx, c.Org, f.number)
	if err != nil {
		return wire.Setup{}, err
	}
	st, err := s.begin(ctx, c, wire.SetupBegin{Phone: string(f.number)})
	if err != nil {
		return st, f.no(wire.FieldPhone, err)
	}
	_, err = s.step(ctx, c, desk.SetupID(st.ID), func(st *setup) error {
		st.Name, st.AgentID, st.InboxID = f.Name, desk.UserID(f.AgentID), desk.InboxID(f.InboxID)
		return nil
	})
	if err == nil {
		st, err = s.connect(ctx, c, wire.SetupConnect{SetupID: st.ID, WabaID: string(f.account.ID), DisplayName: f.Name})
	}
	if err == nil && st.Said != nil {
		err = st.Said.Err()
	}
	if err == nil {
		return st, nil
	}
	if before == "" {
		if _, dropErr := s.drop(ctx, c, wire.SetupRef{SetupID: st.ID}); dropErr != nil {
			return st, dropErr
		}
	}
	return st, f.no(wire.FieldPhone, err)
}

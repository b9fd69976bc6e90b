package provision

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// resendWait is the least time between two requests of a code: an SMS may take that
	// long, and a second code makes the first invalid.
	resendWait = time.Minute
	// maxWrongCodes is how many wrong codes go to Meta per requested code. Meta counts
	// too, does not say how many it allows, and then locks for hours.
	maxWrongCodes = 5
	// codeLanguage makes the SMS predictable.
	codeLanguage = "en_US"
	// codeSlack allows for carriers' stamps, which count whole seconds.
	codeSlack = 15 * time.Second
)

// requestCode asks the provider to send the code by SMS or a call.
func (s *Service) requestCode(ctx context.Context, c Caller, in wire.SetupRequest) (wire.Setup, error) {
	method := channel.CodeMethod(in.Method)
	if method != channel.CodeBySMS && method != channel.CodeByVoice {
		return wire.Setup{}, desk.Refuse(desk.CodeInvalid, "method")
	}
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	head, err := s.head(ctx, c.Org)
	if err != nil {
		return wire.Setup{}, err
	}
	var before setup
	// Written down before the call: a crash must not let the next click ask at once.
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		if err := st.mayAsk(s.now()); err != nil {
			return err
		}
		before = *st
		now := s.now()
		st.CodeMethod, st.CodeAskedAt, st.WrongCodes = in.Method, now, 0
		st.CodeCameAt, st.CameBy, st.ShownAt, st.CopiedAt, st.CodeExpiresAt = 0, "", 0, 0, 0
		st.AskedSeq = head
		st.AskedAt = attempt(st.AskedAt, now)
		st.ResendAt, st.Step = max(now+resendWait.Milliseconds(), safeAt(st.AskedAt, now, requestBounds)), wire.StepVerify
		st.clear()
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	g, err := s.cfg.Accounts.Client(ctx, c.Org, st.WabaID)
	if err != nil {
		return wire.Setup{}, err
	}
	if method == channel.CodeByVoice { // first: the robot may call before the provider's answer is here
		if st, err = s.listenIfCan(ctx, c, st); err != nil {
			return wire.Setup{}, err
		}
	}
	if err = g.RequestCode(ctx, st.PhoneID, method, codeLanguage); err != nil {
		st, err = s.notRequested(ctx, c, g, st, &before, err)
	}
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

func (st *setup) mayAsk(now int64) error {
	switch {
	case st.PhoneID == "":
		return desk.Refuse(desk.CodeConflict, "notConnected")
	case st.VerifiedAt != 0:
		return desk.Refuse(desk.CodeConflict, "verified")
	case safeAt(st.AskedAt, now, requestBounds) > now:
		return desk.Refuse(desk.CodeTooMany, "codeRequests", inUnits(safeAt(st.AskedAt, now, requestBounds)-now))
	case st.ResendAt > now:
		return desk.Refuse(desk.CodeTooMany, "resend", desk.Params{"seconds": (st.ResendAt - now + 999) / 1000})
	}
	return nil
}

// notRequested notes why no code comes. A number that the provider calls verified needs
// none; a request that never left may be made again at once.
func (s *Service) notRequested(ctx context.Context, c Caller, g channel.Client, st, before *setup, cause error) (*setup, error) {
	if reasonOf(cause) == channel.ReasonCodeRefused {
		if n, err := g.GetPhoneNumber(ctx, st.PhoneID); err == nil && n.Verified {
			return s.proven(ctx, c, st.ID)
		}
	}
	st, err := s.trouble(ctx, c, st, cause)
	if err != nil {
		return nil, err
	}
	return s.step(ctx, c, st.ID, func(st *setup) error {
		f, _ := channel.FailureOf(cause)
		switch {
		case !f.Unknown && f.Source != channel.FromProvider:
			st.ListenUntil = before.ListenUntil
			st.CodeMethod, st.CodeAskedAt, st.ResendAt = before.CodeMethod, before.CodeAskedAt, before.ResendAt
			st.AskedSeq, st.AskedAt = before.AskedSeq, before.AskedAt
		case st.RetryAt > st.ResendAt:
			st.ResendAt = st.RetryAt
		}
		st.RetryAt = 0
		return nil
	})
}

// proven marks the number as ours and stops catching codes for it.
func (s *Service) proven(ctx context.Context, c Caller, id desk.SetupID) (*setup, error) {
	defer s.nudgeHooks()
	return s.step(ctx, c, id, func(st *setup) error {
		st.VerifiedAt, st.Step, st.ResendAt = s.now(), wire.StepSettings, 0
		st.clear()
		return nil
	})
}

// head is how far the record goes: whoever signs in later has a higher number.
func (s *Service) head(ctx context.Context, org desk.OrgID) (int64, error) {
	head, err := s.cfg.Rows.Head(ctx, org)
	return head, desk.Wrap("read head", err)
}

// caught gives what the gate has for the holder. A code from before the last request is
// no longer valid, and one that was asked for before the lease's session began is not
// shown to its holder.
func (s *Service) caught(st *setup) (otp.View, bool) {
	v, ok := s.gate.Current(st.gateID(), otp.Holder{User: st.Holder})
	if !ok || st.CodeAskedAt == 0 {
		return v, ok
	}
	asked := time.UnixMilli(st.CodeAskedAt)
	isOthers := st.LeaseSeq > st.AskedSeq && v.SentAt.Before(asked.Add(otp.CodeLife))
	if isOthers || v.SentAt.Before(asked.Add(-codeSlack)) {
		v.Wipe()
		return otp.View{}, false
	}
	return v, ok
}

// code gives the caught code again, sealed to the calling device.
func (s *Service) code(ctx context.Context, c Caller, in wire.SetupRef) (wire.SealedCode, error) {
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil {
		return wire.SealedCode{}, err
	}
	if err := st.mine(c, s.now()); err != nil {
		return wire.SealedCode{}, err
	}
	v, ok := s.caught(st)
	if !ok {
		return wire.SealedCode{}, nil
	}
	defer v.Wipe()
	sealed, err := seal(st.ID, v, c.SealKey)
	if err != nil {
		return wire.SealedCode{}, err
	}
	s.wasShown(ctx, st)
	return wire.SealedCode{Found: true, Box: sealed}, nil
}

// copied notes that the holder has the code on a clipboard, for the course of the set-up.
func (s *Service) copied(ctx context.Context, c Caller, in wire.SetupRef) (wire.None, error) {
	_, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		if st.CodeCameAt != 0 { // else it was asked for again meanwhile, and the copied one is dead
			st.CopiedAt = s.now()
		}
		return nil
	})
	return wire.None{}, err
}

// seal packs what was caught so that one device alone can open it.
func seal(id desk.SetupID, v otp.View, key []byte) ([]byte, error) {
	if len(key) != 32 {
		return nil, desk.Refuse(desk.CodeInvalid, "sealKey")
	}
	plain, err := json.Marshal(wire.SetupCode{
		SetupID: string(id), Code: v.Code.Reveal(), SMS: v.Text.Reveal(), Sender: string(v.From),
		ReceivedAt: v.SentAt.UnixMilli(), ExpiresAt: v.Expires.UnixMilli(), Call: v.IsCall, Recording: v.Recording,
	})
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "encode code"} // the cause is about the code
	}
	defer clear(plain)
	sealed, err := box.SealAnonymous(nil, plain, (*[32]byte)(key), rand.Reader)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "seal code"}
	}
	return sealed, nil
}

// wasShown notes when what was caught went to a desktop of the holder first. Nothing
// depends on it: trouble is the log's.
func (s *Service) wasShown(ctx context.Context, st *setup) {
	if st.ShownAt != 0 || st.CodeCameAt == 0 {
		return
	}
	_, err := s.edit(ctx, st.Org, st.ID, func(now *setup) error {
		if now.ShownAt == 0 && now.CameBy == st.CameBy {
			now.ShownAt = s.now()
		}
		return nil
	})
	if err != nil {
		s.cfg.Log.Warn("showing of a code not noted", "setup_id", string(st.ID), "err", err)
	}
}

// push shows what was caught on the holder's connected desktops, and tells whether there
// is one.
func (s *Service) push(st *setup) (shown bool) {
	v, ok := s.caught(st)
	if !ok {
		return false
	}
	defer v.Wipe()
	for device, key := range s.cfg.Desktops.SealKeys(st.Org, st.Holder, st.LeaseSeq) {
		sealed, err := seal(st.ID, v, key)
		if err != nil {
			s.cfg.Log.Warn("code not shown", "device_id", string(device), "err", err)
			continue
		}
		if body, err := view.Own(wire.Sealed{Box: sealed}); err == nil {
			s.cfg.Desktops.Push(st.Org, device, wire.PushCode, body)
			shown = true
		}
	}
	return shown
}

// verifyCode checks the caught code, or a typed one, at the provider.
func (s *Service) verifyCode(ctx context.Context, c Caller, in wire.SetupVerify) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		switch {
		case st.PhoneID == "":
			return desk.Refuse(desk.CodeConflict, "notConnected")
		case st.WrongCodes >= maxWrongCodes:
			return desk.Refuse(desk.CodeTooMany, "wrongCodes")
		}
		return st.mayTry(s.now())
	})
	if err != nil {
		return wire.Setup{}, err
	}
	if st.VerifiedAt != 0 {
		return s.show(ctx, c, st), nil
	}
	code, err := s.codeToTry(st, in.Code)
	if err != nil {
		return wire.Setup{}, err
	}
	g, err := s.cfg.Accounts.Client(ctx, c.Org, st.WabaID)
	if err != nil {
		return wire.Setup{}, err
	}
	if err = g.VerifyCode(ctx, st.PhoneID, code); err == nil {
		st, err = s.proven(ctx, c, st.ID)
	} else {
		st, err = s.notVerified(ctx, c, g, st, err)
	}
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// codeToTry gives the typed code, or the caught one when none was typed.
func (s *Service) codeToTry(st *setup, typed string) (desk.Secret, error) {
	if typed != "" {
		code := digitsOf(typed)
		if len(code) != 6 || len(typed) > 20 {
			return "", desk.Refuse(desk.CodeInvalid, "codeForm")
		}
		return desk.Secret(code), nil
	}
	v, ok := s.caught(st)
	defer v.Wipe()
	switch {
	case !ok && st.CodeCameAt != 0:
		return "", desk.Refuse(desk.CodeNotFound, "codeExpired")
	case !ok:
		return "", desk.Refuse(desk.CodeNotFound, "noCode")
	case v.Code.IsZero():
		return "", desk.Refuse(desk.CodeNotFound, "codeUnread")
	}
	return desk.Secret(v.Code.Reveal()), nil
}

// notVerified notes why the code was refused. A number that the provider calls verified
// all the same was proven by an earlier try whose answer got lost.
func (s *Service) notVerified(ctx context.Context, c Caller, g channel.Client, st *setup, cause error) (*setup, error) {
	f, _ := channel.FailureOf(cause)
	if f.Unknown || f.Reason == channel.ReasonWrongCode {
		if n, err := g.GetPhoneNumber(ctx, st.PhoneID); err == nil && n.Verified {
			return s.proven(ctx, c, st.ID)
		}
	}
	st, err := s.trouble(ctx, c, st, cause)
	if err != nil || reasonOf(cause) != channel.ReasonWrongCode {
		return st, err
	}
	return s.step(ctx, c, st.ID, func(st *setup) error {
		st.WrongCodes++
		st.WrongAt = attempt(st.WrongAt, s.now())
		st.RetryAt = 0
		if st.CodeAskedAt != 0 && s.now()-st.CodeAskedAt >= otp.CodeLife.Milliseconds() {
			st.Problem, st.Said = "", desk.SaidOf(desk.Refuse(desk.CodeInvalid, "codeExpired"))
		}
		return nil
	})
}

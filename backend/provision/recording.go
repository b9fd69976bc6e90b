package provision

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// maxRecording is the longest sound that is fetched, in bytes: half a minute has 480 kB.
	maxRecording = 1 << 20
	// recordingPart is how much of it one answer has: a frame holds 256 KiB, and base64
	// makes three bytes four.
	recordingPart = 128 << 10
	// settle is how long a recording is left alone before it is asked whether it is shown:
	// it is noted first, and shown then.
	settle = 30 * time.Second
	// mostKept bounds what is noted of calls to one number.
	mostKept = 50
)

// recording gives a part of what the call said that is shown, sealed to the calling device.
// It is fetched from the carrier for each part, and kept nowhere. Codes: notFound when
// there is none, conflict for whoever does not hold the set-up.
func (s *Service) recording(ctx context.Context, c Caller, in wire.SetupRecording) (wire.SealedSound, error) {
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil {
		return wire.SealedSound{}, err
	}
	if err := st.mine(c, s.now()); err != nil {
		return wire.SealedSound{}, err
	}
	v, ok := s.caught(st)
	defer v.Wipe()
	if !ok || v.Recording == "" {
		return wire.SealedSound{}, desk.Refuse(desk.CodeNotFound, "recording")
	}
	sound, err := s.soundOf(ctx, st, v.Recording)
	if err != nil {
		return wire.SealedSound{}, err
	}
	defer clear(sound)
	if in.From < 0 || in.From > len(sound) {
		return wire.SealedSound{}, desk.Refuse(desk.CodeInvalid, "recording")
	}
	part := sound[in.From:min(in.From+recordingPart, len(sound))]
	if len(c.SealKey) != 32 {
		return wire.SealedSound{}, desk.Refuse(desk.CodeInvalid, "sealKey")
	}
	sealed, err := box.SealAnonymous(nil, part, (*[32]byte)(c.SealKey), rand.Reader)
	if err != nil {
		return wire.SealedSound{}, &desk.Error{Code: desk.CodeInternal, Op: "seal recording"}
	}
	return wire.SealedSound{Box: sealed, More: in.From+len(part) < len(sound)}, nil
}

func (s *Service) soundOf(ctx context.Context, st *setup, id string) ([]byte, error) {
	linked, err := s.cfg.Accounts.Carriers(ctx, st.Org)
	if err != nil {
		return nil, err
	}
	for _, at := range linked {
		voice, speaks := at.Carrier.(channel.RecordingCarrier)
		if !speaks || at.Name != st.Carrier {
			continue
		}
		sound, _, err := voice.Recording(ctx, id, maxRecording)
		return sound, err
	}
	return nil, desk.Refuse(desk.CodeNotFound, "noCarrier")
}

// noteKept writes down what the carrier keeps of a call, before anything else is done about
// it: a crash must not leave a recording there for ever.
func (s *Service) noteKept(ctx context.Context, h *hook, in channel.CallSays) error {
	if in.Recording == "" && in.Notes == "" {
		return nil
	}
	release, err := s.holdHook(ctx, h.place())
	if err != nil {
		return err
	}
	defer release()
	now, err := s.hookOf(ctx, h.place())
	if err != nil || now == nil {
		return err
	}
	for _, id := range []string{in.Recording, in.Notes} {
		known := slices.ContainsFunc(now.Kept, func(k kept) bool { return k.ID == id })
		if id != "" && !known && len(now.Kept) < mostKept {
			now.Kept = append(now.Kept, kept{ID: id, At: s.now(), Sound: id == in.Recording})
		}
	}
	if in.Notes != "" {
		s.nudgeHooks()
	}
	return s.keepHook(ctx, now)
}

// forgetCalls deletes at the carrier what it keeps of calls, as soon as nobody needs it: a
// recording when its code is used or over, or nobody sets the number up; what the carrier
// wrote down of one at once, since it was told here. The caller holds the hook.
func (s *Service) forgetCalls(ctx context.Context, h *hook) error {
	if len(h.Kept) == 0 || h.ForgetAt > s.now() {
		return nil
	}
	wanted, waits, err := s.listenable(ctx, h)
	if err != nil {
		return err
	}
	linked, err := s.cfg.Accounts.Carriers(ctx, h.Org)
	if err != nil {
		return err
	}
	l, isLinked := lineFor(linked, h)
	voice, speaks := l.carrier.Carrier.(channel.RecordingCarrier)
	if !isLinked || !speaks {
		return nil // once it is linked again, it can be done
	}
	left, failed := []kept(nil), error(nil)
	for _, k := range h.Kept {
		if k.ID == wanted || waits && k.Sound && s.now()-k.At < settle.Milliseconds() {
			left = append(left, k)
			continue
		}
		ask, cancel := context.WithTimeout(ctx, carrierPatience)
		if err := voice.Forget(ask, k.ID); err != nil {
			left, failed = append(left, k), err
		}
		cancel()
	}
	if len(left) == len(h.Kept) && failed == nil {
		return nil
	}
	h.Kept = left
	h.ForgetAt, h.ForgetTries = 0, 0
	if failed != nil {
		h.ForgetTries++
		h.ForgetAt = s.now() + desk.Backoff(h.ForgetTries, mostPause).Milliseconds()
		s.cfg.Log.Warn("recording of a call not deleted at the carrier", "setup_id", string(h.SetupID), "err", failed)
	}
	return s.keepHook(context.WithoutCancel(ctx), h)
}

// listenable gives the recording that the holder may still listen to, "" = none, and
// whether there may be one yet.
func (s *Service) listenable(ctx context.Context, h *hook) (id string, waits bool, err error) {
	st, err := s.load(ctx, h.Org, string(h.SetupID))
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return "", false, nil
	case err != nil:
		return "", false, err
	case st.done() || st.VerifiedAt != 0 || !st.leased(s.now()):
		return "", false, nil
	}
	v, _ := s.gate.Current(st.gateID(), otp.Holder{User: st.Holder})
	defer v.Wipe()
	return v.Recording, true, nil
}

package integration

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// UseStore keeps when credentials were last used, over a restart.
type UseStore interface {
	Uses(ctx context.Context, org desk.OrgID) ([]desk.Use, error)
	PutUsed(ctx context.Context, org desk.OrgID, name string, at int64) error
	PutFailed(ctx context.Context, org desk.OrgID, name string, at int64, why *desk.Said) error
	DropUse(ctx context.Context, org desk.OrgID, name string) error
}

// useRest is how long after a success or a failure was stored another one is not: a
// message must not cost a write.
const useRest = time.Minute

// uses holds the latest use of every credential that was used since the start.
type uses struct {
	mu   sync.Mutex // guards what follows, never held while the store is asked
	last map[useAt]*lastUse
}

// useAt names a credential of an organization.
type useAt struct {
	org  desk.OrgID
	name string
}

// lastUse is a desk.Use, with when either half of it was stored. renewed counts how often
// the credential was replaced or removed: a late word about an old one says nothing.
type lastUse struct {
	desk.Use
	storedUsed, storedFailed int64
	renewed                  int
}

// Names of credentials.
func carrierUse(carrier string) string { return "carrier/" + carrier }
func appUse(id desk.AppID) string      { return "app/" + string(id) }

// accountUse names the credential of an account for messages: its token, or the login at
// the carrier that also carries messages.
func (s *Service) accountUse(provider string, id desk.WabaID) string {
	name := s.providerName(provider)
	for _, c := range s.cfg.Carriers {
		if _, also := c.(MessageCarrier); also && c.Provider() == name {
			return carrierUse(name)
		}
	}
	return "account/" + string(id)
}

// watchUse makes a client tell how its calls end with a stored credential. A client that
// cannot tell is left alone.
func (s *Service) watchUse(org desk.OrgID, name string, client any) {
	w, can := client.(channel.Watchable)
	if !can || s.cfg.Uses == nil {
		return
	}
	at := useAt{org, name}
	renewed := s.renewedSoFar(at)
	w.OnCall(func(err error) { s.noteUse(at, renewed, err) })
}

// renewedSoFar says which of the credentials of a name is in use: a use of it is noted as
// long as that is so.
func (s *Service) renewedSoFar(at useAt) int {
	s.uses.mu.Lock()
	defer s.uses.mu.Unlock()
	return s.useOf(at).renewed
}

// useOf gives what is held of a credential. The caller holds s.uses.mu.
func (s *Service) useOf(at useAt) *lastUse {
	u := s.uses.last[at]
	if u == nil {
		if s.uses.last == nil {
			s.uses.last = map[useAt]*lastUse{}
		}
		u = &lastUse{Use: desk.Use{Name: at.name}}
		s.uses.last[at] = u
	}
	return u
}

// saysNothing is for what was given up here, or never left: it tells nothing of a credential.
func saysNothing(err error) bool {
	f, ok := channel.FailureOf(err)
	return errors.Is(err, context.Canceled) || ok && f.Source == channel.FromHere
}

// noteUse notes how a call ended, and stores it when nothing of its kind was stored lately.
func (s *Service) noteUse(at useAt, renewed int, err error) {
	if saysNothing(err) {
		return
	}
	now, why := s.now(), desk.SaidOf(err)
	s.uses.mu.Lock()
	u := s.useOf(at)
	if u.renewed != renewed {
		s.uses.mu.Unlock()
		return
	}
	stored := &u.storedUsed
	if why == nil {
		u.UsedAt = now
	} else {
		u.FailedAt, u.Said, stored = now, why, &u.storedFailed
	}
	due := *stored == 0 || now-*stored >= useRest.Milliseconds() || now < *stored
	if due {
		*stored = now
	}
	s.uses.mu.Unlock()
	if due && s.storeUse(at, now, why) != nil {
		s.uses.mu.Lock()
		*stored = 0 // the next call tries again
		s.uses.mu.Unlock()
	}
}

// storeUse writes one half of a use; the call that it is about may be over.
func (s *Service) storeUse(at useAt, now int64, why *desk.Said) error {
	ctx, cancel := context.WithTimeout(context.Background(), noteTime)
	defer cancel()
	if why == nil {
		return s.cfg.Uses.PutUsed(ctx, at.org, at.name, now)
	}
	return s.cfg.Uses.PutFailed(ctx, at.org, at.name, now, why)
}

// dropUse forgets what was noted of a credential that is removed or replaced.
func (s *Service) dropUse(ctx context.Context, org desk.OrgID, name string) error {
	if s.cfg.Uses == nil {
		return nil
	}
	at := useAt{org, name}
	s.uses.mu.Lock()
	s.uses.last[at] = &lastUse{Use: desk.Use{Name: name}, renewed: s.useOf(at).renewed + 1}
	s.uses.mu.Unlock()
	return s.cfg.Uses.DropUse(ctx, org, name)
}

// proved notes how a look at a credential ended that was made for a person: of a new one
// it is the first that is known.
func (s *Service) proved(ctx context.Context, org desk.OrgID, name string, isNew bool, err error) error {
	if s.cfg.Uses == nil {
		return nil
	}
	if isNew {
		if err := s.dropUse(ctx, org, name); err != nil {
			return err
		}
	}
	at := useAt{org, name}
	s.noteUse(at, s.renewedSoFar(at), err)
	return nil
}

// listUses tells when each credential was last used.
func (s *Service) listUses(ctx context.Context, org desk.OrgID, _ wire.None) (wire.CredentialUses, error) {
	out := wire.CredentialUses{Uses: []wire.CredentialUse{}}
	if s.cfg.Uses == nil {
		return out, nil
	}
	kept, err := s.cfg.Uses.Uses(ctx, org)
	if err != nil {
		return out, desk.Wrap("list the uses of credentials", err)
	}
	for _, u := range s.withLatest(org, kept) {
		out.Uses = append(out.Uses, wire.CredentialUse{Of: u.Name, UsedAt: u.UsedAt, FailedAt: u.FailedAt, Said: wire.ErrorOf(u.Said.Err())})
	}
	return out, nil
}

// withLatest puts what is held in place of what was stored up to a minute before. Every
// credential that is held was stored, unless the store failed: that one waits.
func (s *Service) withLatest(org desk.OrgID, kept []desk.Use) []desk.Use {
	s.uses.mu.Lock()
	defer s.uses.mu.Unlock()
	for i, u := range kept {
		now := s.uses.last[useAt{org, u.Name}]
		if now == nil {
			continue
		}
		if now.UsedAt != 0 {
			kept[i].UsedAt = now.UsedAt
		}
		if now.FailedAt != 0 {
			kept[i].FailedAt, kept[i].Said = now.FailedAt, now.Said
		}
	}
	return kept
}

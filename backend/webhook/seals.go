package webhook

import (
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Seal says how the webhooks of an organization's account at a carrier were proven since
// the relay started. Times are Unix ms, 0 = none was.
type Seal struct {
	AcceptedAt int64 // the last that the stored secret proved
	RefusedAt  int64 // the last that it did not, of those to the number
}

// seals keeps Seals, in memory. The zero value has none. It may be used concurrently.
type seals struct {
	mu  sync.Mutex // guards what follows
	yes map[desk.OrgID]int64
	no  map[sealed]int64
}

// sealed is one number of an organization, by its digits.
type sealed struct {
	org   desk.OrgID
	phone desk.PhoneNumber
}

// keepSeals bounds how many numbers refusals are kept of: whoever knows an account's name
// can send anything here.
const keepSeals = 4096

func (s *seals) accepted(org desk.OrgID, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.yes == nil {
		s.yes = map[desk.OrgID]int64{}
	}
	s.yes[org] = at.UnixMilli()
}

// refused notes an SMS that nobody's keys prove, for whoever's account it names. One that
// names none says nothing: anybody may have sent it, about any number.
func (s *seals) refused(all []channel.CarrierKeys, d channel.SMSDelivery, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, keys := range all {
		of := sealed{keys.Org, desk.PhoneNumber(d.SMS.To.Digits())}
		if d.SMS.APIKey == "" || d.SMS.APIKey != keys.Account {
			continue
		}
		if _, known := s.no[of]; s.no == nil || !known && len(s.no) >= keepSeals {
			s.no = map[sealed]int64{}
		}
		s.no[of] = at.UnixMilli()
	}
}

// Seal tells how the webhooks of a number were proven.
func (h *SMS) Seal(org desk.OrgID, phone desk.PhoneNumber) Seal {
	h.seals.mu.Lock()
	defer h.seals.mu.Unlock()
	return Seal{AcceptedAt: h.seals.yes[org], RefusedAt: h.seals.no[sealed{org, desk.PhoneNumber(phone.Digits())}]}
}

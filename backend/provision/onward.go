package provision

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// While a number's address at the carrier is ours, and a day longer, its SMS go on to
// where they went before. Each webhook is kept before it is answered, sealed: it may be
// anything, other services' codes too. It is sent as it came, and then forgotten; its
// key is remembered as long as the carrier may send it again, so that it is not passed
// on twice. A receiver sees one again only when it had not answered, or when this relay
// was killed between its answer and noting that: then it has the same id, which its
// carrier repeats too.

const (
	// mostOnward is how many SMS of one number may wait. More are left to the carrier,
	// which sends them again.
	mostOnward = 1000
	// maxPassAddress is the longest address that SMS are passed on to, in bytes.
	maxPassAddress = 2048
)

// The outcomes that are counted.
const (
	onwardKept    = "kept"
	onwardPassed  = "passed"
	onwardFailed  = "failed" // one try; there may be others
	onwardExpired = "expired"
	onwardRefused = "refused"
	onwardNowhere = "nowhere"
)

// onwardBox is what is sealed: where to, and the webhook as it came.
type onwardBox struct {
	// Carrier is by whom it came, "" = kept before this was noted.
	Carrier string `json:"carrier,omitempty"`

	To   string       `json:"to"`
	Ours string       `json:"ours"`
	Raw  *channel.Raw `json:"raw"`
}

// onwardOf gives what is to be kept so that an SMS is passed on: one for each webhook
// that it came by, none when it has nowhere to go. ErrWaits when too many wait.
func (s *Service) onwardOf(ctx context.Context, proven []desk.OrgID, in channel.SMS) ([]desk.Onward, error) {
	h, err := s.hookOf(ctx, place{in.Provider, lineSMS, plus(in.To)})
	if err != nil {
		return nil, err
	}
	if h == nil || !containsOrg(proven, h.Org) || len(in.Raws) == 0 {
		return s.answered(in), nil
	}
	if outcome := passable(h); outcome != "" {
		s.onward.WithLabelValues(outcome).Add(float64(len(in.Raws)))
		return s.answered(in), nil
	}
	waiting, err := s.cfg.Store.OnwardWaiting(ctx, h.Phone)
	if err != nil {
		return nil, desk.Wrap("count sms", err)
	}
	if waiting+int64(len(in.Raws)) > mostOnward {
		return nil, fmt.Errorf("too many SMS of a number wait to be passed on: %w", channel.ErrWaits)
	}
	list := make([]desk.Onward, 0, len(in.Raws))
	for i, key := range keysOf(in) {
		o := desk.Onward{Key: key, Org: h.Org, Phone: h.Phone, At: s.now(), NextAt: s.now()}
		plain, err := json.Marshal(onwardBox{Carrier: in.Provider, To: h.Where, Ours: h.Ours, Raw: in.Raws[i]})
		if err != nil {
			return nil, &desk.Error{Code: desk.CodeInternal, Op: "encode sms"} // the cause is about the text
		}
		if o.Box, err = s.cfg.Sealer.Seal(o.Org, o.SecretName(), plain); err != nil {
			return nil, err
		}
		clear(plain)
		list = append(list, o)
	}
	return list, nil
}

// plus writes a number as it is stored.
func plus(n desk.PhoneNumber) desk.PhoneNumber {
	return desk.PhoneNumber("+" + strings.TrimPrefix(string(n), "+"))
}

// answered are the parts of a long SMS as those for which nothing is left to do: known
// ones are answered when the carrier sends them again, and wait for nobody. An SMS in
// one piece needs none.
func (s *Service) answered(in channel.SMS) []desk.Onward { return s.done(in, in.PartKeys) }

// done are those by some keys as such for which nothing is left to do.
func (s *Service) done(in channel.SMS, keys []string) []desk.Onward {
	list := make([]desk.Onward, 0, len(keys))
	for _, key := range keys {
		list = append(list, desk.Onward{Key: key, Org: in.Org, Phone: in.To, At: s.now()})
	}
	return list
}

// keepOnward makes it durable, and has it sent.
func (s *Service) keepOnward(ctx context.Context, list []desk.Onward) error {
	if err := s.cfg.Store.KeepOnward(ctx, list); err != nil {
		return desk.Wrap("keep sms", err)
	}
	for _, o := range list {
		if !o.Done() {
			s.onward.WithLabelValues(onwardKept).Inc()
		}
	}
	select {
	case s.kept <- struct{}{}:
	default:
	}
	return nil
}

// passable says why nothing can be passed on to where a number's SMS went, "" when it
// can. This relay's own addresses are none: an SMS would go round for ever.
func passable(h *hook) (outcome string) {
	if h.Where == "" {
		return onwardNowhere
	}
	to, err := url.Parse(h.Where)
	ours, oursErr := url.Parse(h.Ours)
	switch {
	case err != nil, oursErr != nil, len(h.Where) > maxPassAddress:
		return onwardRefused
	case to.Scheme != "https" && to.Scheme != "http", to.Host == "", strings.EqualFold(to.Host, ours.Host):
		return onwardRefused
	}
	return ""
}

func containsOrg(list []desk.OrgID, org desk.OrgID) bool {
	for _, o := range list {
		if o == org {
			return true
		}
	}
	return false
}

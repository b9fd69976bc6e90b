package sandbox

import (
	"bytes"
	"container/heap"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"
)

// Delivery is a webhook that the relay has answered with success. The list of
// them is the truth for loss tests: whatever is in it must be found in the
// relay, exactly once. A webhook sent twice on purpose appears twice, with the
// same Body hash and items.
type Delivery struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`  // message, status, event, sms
	Items    []string `json:"items"` // message ids; id/status for statuses
	SHA256   string   `json:"sha256"`
	Attempts int      `json:"attempts"`
	CopyOf   string   `json:"copyOf,omitempty"`
	Status   int      `json:"status"`
	// AnsweredAt is in Unix milliseconds.
	AnsweredAt int64 `json:"answeredAt"`
}

// delivery is a webhook that is still to be answered.
type delivery struct {
	ID       string   `json:"id"`
	SMS      bool     `json:"sms,omitempty"`    // to the carrier's target, not Meta's
	URL      string   `json:"url,omitempty"`    // instead of the target
	Twilio   int      `json:"twilio,omitempty"` // of Twilio's: how often it is tried; 0 = it is another's
	Kind     string   `json:"kind"`
	Items    []string `json:"items"`
	Key      string   `json:"key"` // of one key, one is under way at a time
	Method   string   `json:"method"`
	Query    string   `json:"query,omitempty"`
	Type     string   `json:"type"`
	Auth     string   `json:"auth,omitempty"` // Authorization header
	Body     []byte   `json:"body"`
	Attempts int      `json:"attempts"`
	CopyOf   string   `json:"copyOf,omitempty"`
	Born     int64    `json:"born"`

	order uint64
}

// giveUpAfter is how long Meta goes on trying.
const giveUpAfter = 7 * 24 * time.Hour

// enqueue schedules d and the copies that the faults ask for. Callers hold mu.
func (s *Sandbox) enqueue(d *delivery) {
	f := s.w.Faults
	copies := 0
	if f.DuplicateProbability > 0 && s.roll("duplicate") < f.DuplicateProbability {
		copies = max(f.DuplicateCount, 1)
	}
	d.ID = fmt.Sprintf("d%d-%d", s.w.Incarnation, s.next())
	d.Born = s.nowMs()
	all := []*delivery{d}
	for range copies {
		c := *d
		c.ID, c.CopyOf = fmt.Sprintf("d%d-%d", s.w.Incarnation, s.next()), d.ID
		s.counters.Duplicates++
		all = append(all, &c)
	}
	for _, x := range all {
		delay := time.Duration(0)
		if !x.SMS {
			delay = time.Duration(f.WebhookLatencyMs) * time.Millisecond
			if f.ReorderMs > 0 {
				delay += time.Duration(s.roll("reorder") * float64(f.ReorderMs) * float64(time.Millisecond))
			}
		}
		s.w.Pending = append(s.w.Pending, x)
		s.agenda.add(s.elapsed()+delay, entry{dl: x})
	}
	s.touch()
}

// release makes d ready to leave. Callers hold mu.
func (s *Sandbox) release(d *delivery) {
	s.agenda.count++
	d.order = s.agenda.count
	heap.Push(&s.ready[lane(d)], entry{at: int64(d.order), dl: d})
}

// hurry brings forward every retry. Callers hold mu.
func (s *Sandbox) hurry() {
	for i := range s.agenda.q {
		if e := &s.agenda.q[i]; e.dl != nil && e.dl.Attempts > 0 {
			e.at = 0
		}
	}
	heap.Init(&s.agenda.q)
	s.nudge()
}

// dispatch launches what may leave now. Callers hold mu; only loop calls it.
func (s *Sandbox) dispatch(ctx context.Context) {
	for i := range s.ready {
		if i == 0 && s.w.Faults.WebhooksStopped {
			continue
		}
		var held []entry
		for len(s.ready[i]) > 0 && s.flying < s.cfg.InFlight {
			e := s.ready[i].take()
			if s.address(e.dl) == "" {
				held = append(held, e)
				continue
			}
			s.launch(ctx, e.dl)
		}
		for _, e := range held {
			heap.Push(&s.ready[i], e)
		}
	}
}

// launch starts the request for d, or parks d behind the one of its key that
// is under way. Callers hold mu.
func (s *Sandbox) launch(ctx context.Context, d *delivery) {
	if s.busy[d.Key] {
		s.parked[d.Key] = append(s.parked[d.Key], d)
		return
	}
	s.busy[d.Key] = true
	s.flying++
	d.Attempts++
	s.running.Add(1)
	go s.attempt(ctx, d, s.address(d))
}

func lane(d *delivery) int {
	if d.SMS {
		return 1
	}
	return 0
}

func (s *Sandbox) address(d *delivery) string {
	switch {
	case d.URL != "":
		return d.URL
	case d.SMS:
		return s.accountSMS()
	default:
		return s.targets.Meta
	}
}

// attempt makes one request and files its outcome.
func (s *Sandbox) attempt(ctx context.Context, d *delivery, url string) {
	defer s.running.Done()
	status, err := s.post(ctx, d, url)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying--
	delete(s.busy, d.Key)
	if q := s.parked[d.Key]; len(q) > 0 {
		heap.Push(&s.ready[lane(q[0])], entry{at: int64(q[0].order), dl: q[0]})
		if s.parked[d.Key] = q[1:]; len(q) == 1 {
			delete(s.parked, d.Key)
		}
	}
	answered := err == nil && (status == http.StatusOK || (d.SMS || d.Twilio > 0) && status > 200 && status <= 205)
	switch {
	case answered:
		s.answered(d, status)
	case s.nowMs()-d.Born > giveUpAfter.Milliseconds(), d.Twilio > 0 && d.Attempts >= d.Twilio:
		s.drop(d)
		s.counters.Failed++
	default:
		s.counters.Retries++
		s.agenda.add(s.elapsed()+s.backoff(d), entry{dl: d})
		s.log.Debug("webhook will be sent again", "delivery_id", d.ID, "status", status, "attempts", d.Attempts)
	}
	s.touch()
}

func (s *Sandbox) backoff(d *delivery) time.Duration {
	pause := s.cfg.RetryMax
	if n := d.Attempts - 1; n < 20 {
		pause = min(s.cfg.RetryBase<<n, s.cfg.RetryMax)
	}
	return pause - time.Duration(s.roll("backoff")*0.2*float64(pause)) // up to a fifth less
}

func (s *Sandbox) post(ctx context.Context, d *delivery, url string) (int, error) {
	if d.Query != "" {
		url += "?" + d.Query
	}
	req, err := http.NewRequestWithContext(ctx, d.Method, url, bytes.NewReader(d.Body))
	if err != nil {
		return 0, err
	}
	if d.Type != "" {
		req.Header.Set("Content-Type", d.Type)
	}
	if d.Auth != "" {
		req.Header.Set("Authorization", d.Auth)
	}
	req.Header.Set("User-Agent", "parley-sandbox")
	switch {
	case d.Twilio > 0:
		s.signTwilio(req, d)
	case !d.SMS:
		req.Header.Set("User-Agent", "facebookexternalua")
		req.Header.Set("X-Hub-Signature-256", "sha256="+sign(s.secret(), d.Body))
	}
	res, err := s.cfg.Client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // lets the connection be used again
	return res.StatusCode, nil
}

func sign(secret string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// answered records that the relay has taken d. Callers hold mu.
func (s *Sandbox) answered(d *delivery, status int) {
	s.drop(d)
	sum := sha256.Sum256(append([]byte(d.Query), d.Body...))
	rec := Delivery{
		ID: d.ID, Kind: d.Kind, Items: d.Items, SHA256: hex.EncodeToString(sum[:]),
		Attempts: d.Attempts, CopyOf: d.CopyOf, Status: status, AnsweredAt: s.nowMs(),
	}
	s.counters.Delivered++
	s.done = append(s.done, rec)
	if keep := s.cfg.DeliveredKeep; keep > 0 && len(s.done) > keep+keep/4 {
		s.done = slices.Clone(s.done[len(s.done)-keep:])
	}
	s.logDelivery(rec)
	for _, id := range d.Items {
		if l, ok := s.ix.messages[id]; ok && l.m.FromCustomer && l.m.Tick == tickSent {
			l.m.Tick = tickDelivered
		}
	}
}

func (s *Sandbox) drop(d *delivery) {
	if i := slices.Index(s.w.Pending, d); i >= 0 {
		s.w.Pending = slices.Delete(s.w.Pending, i, i+1)
	}
}

// Delivered lists the webhooks that were answered with success, oldest first,
// as far back as Config.DeliveredKeep allows.
func (s *Sandbox) Delivered() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.done
	if keep := s.cfg.DeliveredKeep; keep > 0 && len(out) > keep {
		out = out[len(out)-keep:]
	}
	return slices.Clone(out)
}

// Pending is the number of webhooks that are not answered yet.
func (s *Sandbox) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.w.Pending)
}

func (s *Sandbox) openLog() error {
	if s.cfg.DeliveredLog == "" || s.doneLog != nil {
		return nil
	}
	f, err := os.OpenFile(s.cfg.DeliveredLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the log of deliveries: %w", err)
	}
	s.doneLog = f
	return nil
}

func (s *Sandbox) logDelivery(rec Delivery) {
	if s.doneLog == nil {
		return
	}
	line, err := json.Marshal(rec)
	if err == nil {
		_, err = s.doneLog.Write(append(line, '\n'))
	}
	if err == nil && s.cfg.DeliveredSync {
		err = s.doneLog.Sync()
	}
	if err != nil {
		s.log.Error("delivery not logged", "delivery_id", rec.ID, "err", err)
	}
}

// Handshake asks the relay's Meta webhook for its challenge, as Meta does when
// the address is saved in the dashboard.
func (s *Sandbox) Handshake(ctx context.Context, verifyToken string) error {
	s.mu.Lock()
	url := s.targets.Meta
	s.mu.Unlock()
	if err := s.challenge(ctx, url, verifyToken); err != nil {
		return err
	}
	s.mu.Lock()
	s.verify = verifyToken
	s.mu.Unlock()
	return nil
}

func (s *Sandbox) challenge(ctx context.Context, url, verifyToken string) error {
	s.mu.Lock()
	word := strconv.FormatUint(1_000_000_000+s.next(), 10)
	s.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("%w: the callback is not an address", ErrInvalid)
	}
	q := req.URL.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", word)
	q.Set("hub.verify_token", verifyToken)
	req.URL.RawQuery = q.Encode()
	res, err := s.cfg.Client.Do(req)
	if err != nil {
		return fmt.Errorf("ask for the challenge: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(res.Body, 256))
	if err != nil || res.StatusCode != http.StatusOK || string(got) != word {
		return fmt.Errorf("%w: the callback did not return the challenge (status %d)", ErrRefused, res.StatusCode)
	}
	return nil
}

package rehearse

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// maxDays is how far back a rehearsal goes.
const maxDays = 30

// atOnce is how many rehearsals run at a time: each reads much and works for seconds, and
// routing is not to wait for a core.
const atOnce = 1

// retries is how often a period is begun later, behind what cannot be made again.
const retries = 6

// Moment is the record as it is at one moment. Close it.
type Moment interface {
	Source
	Close() error
}

// Config is what the service needs.
type Config struct {
	Rows desk.Rows
	Open func(ctx context.Context) (Moment, error)
	Now  func() time.Time
	Log  *slog.Logger
}

// Service rehearses for people, one rehearsal for each at a time. It reads a moment of
// the record beside whoever writes there. Safe for concurrent use.
type Service struct {
	cfg   Config
	slots chan struct{} // capacity atOnce

	mu   sync.Mutex // of runs, and of what is in them
	runs map[who]*going
	wg   sync.WaitGroup
	done bool
}

type who struct {
	org  desk.OrgID
	user desk.UserID
}

type going struct {
	said   wire.Rehearsal
	cancel context.CancelFunc
}

// New makes the service.
func New(cfg Config) *Service {
	return &Service{cfg: cfg, slots: make(chan struct{}, atOnce), runs: map[who]*going{}}
}

// Stop ends every rehearsal and waits for them. Nothing begins afterwards.
func (s *Service) Stop() {
	s.mu.Lock()
	s.done = true
	for _, g := range s.runs {
		g.cancel()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// Start begins a rehearsal; the person's last one ends. CodeNotFound when there is no such
// inbox, CodeInvalid for settings that no inbox can have, and for a manual queue: there
// people choose, and nothing follows from the settings.
func (s *Service) Start(ctx context.Context, org desk.OrgID, user desk.UserID, ask wire.RehearseAsk) (wire.Rehearsal, error) {
	box, err := s.inbox(ctx, org, ask.InboxID)
	if err != nil {
		return wire.Rehearsal{}, err
	}
	to, err := s.settings(ctx, org, box, ask)
	if err != nil {
		return wire.Rehearsal{}, err
	}
	now := s.cfg.Now().UnixMilli()
	from := now - int64(ask.Days)*day
	if ask.From > 0 {
		from = max(ask.From, now-maxDays*day)
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	g := &going{cancel: cancel, said: wire.Rehearsal{State: "running", InboxID: string(box.ID), From: from, To: now, Moved: []wire.RehearsalMoved{}}}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		cancel()
		return wire.Rehearsal{}, desk.Refuse(desk.CodeUnavailable, "stopping")
	}
	key := who{org, user}
	if last := s.runs[key]; last != nil {
		last.cancel()
	}
	s.runs[key] = g
	s.wg.Go(func() {
		defer cancel()
		s.play(run, org, box, to, g)
	})
	return g.said, nil
}

// inbox gives one that there is.
func (s *Service) inbox(ctx context.Context, org desk.OrgID, id string) (*desk.Inbox, error) {
	box, err := desk.Get[*desk.Inbox](ctx, s.cfg.Rows, org, desk.RowInbox, id)
	switch {
	case err == nil && box.Deleted, desk.CodeOf(err) == desk.CodeNotFound:
		return nil, wire.AskInbox.Refusal()
	case err != nil:
		return nil, desk.Wrap("read inbox", err)
	}
	return box, nil
}

// closing reads when an inbox is to be open and who is asked instead of it.
func (s *Service) closing(ctx context.Context, org desk.OrgID, out *Settings, ask wire.RehearseAsk) error {
	var others []string
	if ask.Hours != nil {
		out.Hours = ask.Hours.AsTyped()
		others = append(others, ask.Hours.InboxID)
	}
	if ask.Overflow != nil {
		out.Overflow = desk.Overflow{Minutes: ask.Overflow.Minutes, InboxID: desk.InboxID(ask.Overflow.InboxID)}
		others = append(others, ask.Overflow.InboxID)
	}
	for _, id := range others {
		if id == "" {
			continue
		}
		if _, err := s.inbox(ctx, org, id); err != nil {
			return err
		}
	}
	return nil
}

// settings reads and judges what is asked for.
func (s *Service) settings(ctx context.Context, org desk.OrgID, box *desk.Inbox, ask wire.RehearseAsk) (Settings, error) {
	out := Settings{
		Mode: desk.Mode(ask.Mode), ReassignSeconds: ask.ReassignSeconds, Dials: ask.Dials, Levels: box.LevelOf(), Members: make([]desk.UserID, 0, len(ask.Members)),
	}
	if out.Dials == 0 {
		out.Dials = max(box.Dials, desk.MinDials)
	}
	out.Capacity, out.Hours, out.Overflow = box.Capacity, box.Hours, box.Overflow
	if ask.Capacity != nil {
		out.Capacity = *ask.Capacity
	}
	if err := s.closing(ctx, org, &out, ask); err != nil {
		return out, err
	}
	if ask.Levels != nil {
		out.Levels = map[desk.UserID]int{}
	}
	for _, l := range ask.Levels {
		if l.Level < desk.MinLevel || l.Level > desk.MaxLevel {
			return out, desk.Refuse(desk.CodeInvalid, "badLevel", desk.Params{"least": desk.MinLevel, "most": desk.MaxLevel})
		}
		out.Levels[desk.UserID(l.UserID)] = l.Level
	}
	for _, id := range ask.Members {
		if _, err := desk.Get[*desk.User](ctx, s.cfg.Rows, org, desk.RowUser, id); err != nil {
			if desk.CodeOf(err) == desk.CodeNotFound {
				return out, wire.AskUser.Refusal()
			}
			return out, desk.Wrap("read user", err)
		}
		out.Members = append(out.Members, desk.UserID(id))
	}
	return out, judge(out, box, ask)
}

func judge(to Settings, box *desk.Inbox, ask wire.RehearseAsk) error {
	automatic, known := false, false
	for _, m := range routing.Modes() {
		if m.Mode == to.Mode {
			known, automatic = true, m.Automatic
		}
	}
	switch {
	case !known:
		return desk.Refuse(desk.CodeInvalid, "badMode")
	case !automatic:
		return desk.Refuse(desk.CodeInvalid, "rehearseManual")
	case to.ReassignSeconds < desk.MinReassignSeconds || to.ReassignSeconds > desk.MaxReassignSeconds:
		return desk.Refuse(desk.CodeInvalid, "badReassign", desk.Params{"least": desk.MinReassignSeconds, "most": desk.MaxReassignSeconds})
	case to.Dials < desk.MinDials || to.Dials > desk.MaxDials:
		return desk.Refuse(desk.CodeInvalid, "badDials", desk.Params{"least": desk.MinDials, "most": desk.MaxDials})
	case to.Capacity < 0 || to.Capacity > desk.MaxInboxCapacity:
		return desk.Refuse(desk.CodeInvalid, "badInboxCapacity", desk.Params{"most": desk.MaxInboxCapacity})
	case forwards(box) && !sameTimes(box.Hours, to.Hours):
		return desk.Refuse(desk.CodeInvalid, "rehearseElsewhere")
	case !isKnown(to.Hours):
		return desk.Refuse(desk.CodeInvalid, "badHours", desk.Params{desk.ParamContext: "span"})
	case to.Overflow.InboxID != "" && (to.Overflow.Minutes < desk.MinOverflowMinutes || to.Overflow.Minutes > desk.MaxOverflowMinutes):
		return desk.Refuse(desk.CodeInvalid, "badOverflow", desk.Params{
			desk.ParamContext: "minutes", "least": desk.MinOverflowMinutes, "most": desk.MaxOverflowMinutes,
		})
	case ask.From == 0 && (ask.Days < 1 || ask.Days > maxDays), ask.From < 0:
		return desk.Refuse(desk.CodeInvalid, "badDays", desk.Params{"least": 1, "most": maxDays})
	}
	return nil
}

// State gives the person's last rehearsal.
func (s *Service) State(org desk.OrgID, user desk.UserID) wire.Rehearsal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.runs[who{org, user}]; g != nil {
		return g.said
	}
	return wire.Rehearsal{State: "none", Moved: []wire.RehearsalMoved{}}
}

// Cancel ends it.
func (s *Service) Cancel(org desk.OrgID, user desk.UserID) wire.Rehearsal {
	s.mu.Lock()
	if g := s.runs[who{org, user}]; g != nil && g.said.State == "running" {
		g.cancel()
		g.said.State = "cancelled"
	}
	s.mu.Unlock()
	return s.State(org, user)
}

// play rehearses and notes what came of it.
func (s *Service) play(ctx context.Context, org desk.OrgID, box *desk.Inbox, to Settings, g *going) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return
	}
	report, since, err := s.rehearse(ctx, org, box, to, g)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ctx.Err() != nil: // told by whoever ended it, or nobody is there to be told
	case err != nil:
		g.said.State, g.said.Why = "failed", wire.ErrorOf(desk.Refuse(desk.CodeInternal, ""))
		s.cfg.Log.ErrorContext(ctx, "a rehearsal broke off", "org", org, "err", err)
	default:
		said(&g.said, report, since)
	}
}

// rehearse plays the period; if it cannot be made again it is looked for from when on it
// can.
func (s *Service) rehearse(ctx context.Context, org desk.OrgID, box *desk.Inbox, to Settings, g *going) (first Report, since int64, err error) {
	moment, err := s.cfg.Open(ctx)
	if err != nil {
		return Report{}, 0, err
	}
	defer func() { _ = moment.Close() }() // it only read
	old, from := SettingsOf(box), g.said.From
	for n := range retries {
		trace, err := Gather(ctx, moment, org, box, union(old.Members, to.Members), from, g.said.To)
		if err != nil {
			return first, 0, err
		}
		report, err := Rehearse(ctx, trace, old, to, func(percent int) { s.at(g, percent) })
		switch {
		case err != nil:
			return first, 0, err
		case n == 0 && report.Differs == nil:
			return report, 0, nil
		case n == 0:
			first = report
		}
		if report.Differs == nil {
			if report.Chats > 0 {
				since = trace.From
			}
			return first, since, nil
		}
		from = report.Differs.At + 1
	}
	return first, 0, nil
}

func union(a, b []desk.UserID) []desk.UserID {
	seen, out := map[desk.UserID]bool{}, []desk.UserID{}
	for _, list := range [][]desk.UserID{a, b} {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

func (s *Service) at(g *going, percent int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g.said.Percent = max(g.said.Percent, percent)
}

// said puts a report into what is sent.
func said(out *wire.Rehearsal, r Report, since int64) {
	out.State, out.Percent = "done", 100
	out.From, out.To, out.Chats, out.Since = r.From, r.To, r.Chats, since
	if d := r.Differs; d != nil {
		out.Differs = &wire.RehearsalDiffers{At: d.At, ThreadID: string(d.ThreadID), Was: string(d.Was), Is: string(d.Is)}
		return
	}
	old, is := sideSaid(r.Old), sideSaid(r.New)
	out.Old, out.New, out.All, out.Assumed = &old, &is, r.All, r.Assumed
	for _, m := range r.Moved {
		out.Moved = append(out.Moved, wire.RehearsalMoved{
			ThreadID: string(m.ThreadID), At: m.At, Was: string(m.Was), Is: string(m.Is), WaitWas: m.WaitWas, WaitIs: m.WaitIs,
			WasAway: m.WasAway, IsAway: m.IsAway,
		})
	}
}

func sideSaid(s Side) wire.RehearsalSide {
	out := wire.RehearsalSide{Taken: s.Taken, P50: s.P50, P95: s.P95, Away: s.Away, Waiting: s.Waiting, Lost: s.Lost, Shares: []wire.RehearsalShare{}}
	for _, each := range s.Shares {
		out.Shares = append(out.Shares, wire.RehearsalShare{UserID: string(each.User), Chats: each.Chats})
	}
	return out
}

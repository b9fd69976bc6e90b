// Package alert decides what the person hears of, from what changes in the local
// copy, puts it into words, and brings it to them: as a notification of the
// system, as a sound, or inside the window where the system does neither.
//
// It is not for what a notification looks like on each system; that is shell's.
package alert

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	alertMerge    = 400 * time.Millisecond // what comes within it is one alert
	alertPage     = 500
	alertSlack    = 2 * time.Second // Meta's stamps are whole seconds and older than their arrival
	soundDeadline = 5 * time.Second
	alertText     = 140 // characters of a message that a notification shows
)

// Rows is what the alerts read of the local copy.
type Rows interface {
	ChangesSince(ctx context.Context, rev int64, limit int) (items []wire.Change, next int64, more bool, err error)
	Row(ctx context.Context, kind desk.Kind, id string, v any) error
	Count(ctx context.Context, kind desk.Kind) (int, error)
	Cursor() wire.Cursor
	Rev() int64
}

// System shows and plays. Its errors name what is missing.
type System interface {
	Notify(n shell.Note) error
	Sound(ctx context.Context, volume int) error
	// Attention asks for the person's, at the window's place in the task bar or dock, or
	// takes that back.
	Attention(wanted bool) error
	// Hindrances says what it does to notifications and sounds that it took.
	Hindrances(ctx context.Context) (notes, sounds shell.Hindrance)
}

// Config is what the alerts need.
type Config struct {
	System   System
	Settings func() bridge.Settings
	Rows     Rows
	Inside   func(bridge.Alert)                            // shows it in the window
	Plain    func(ctx context.Context, text string) string // takes the formatting out; nil = it stays
	Told     func(context.Context, wire.AlertsTold) error  // reports to the relay; nil = nobody is told
	Reach    func(context.Context) error                   // asks the relay something; only Test uses it
	Now      func() time.Time                              // the relay's clock
	Log      *slog.Logger
}

// Alerts tells what is new. It runs in Go and not in the page, which the system
// may put to sleep; the page is asked for nothing but how a text reads. Methods may be called concurrently.
//
// What a snapshot or the first catch-up brings is no news: it is told in one
// line as missed. An offer is the exception, because somebody waits.
type Alerts struct {
	cfg Config

	nudge  chan struct{} // capacity 1: "look again", carries no data
	cancel context.CancelFunc
	over   chan struct{} // closed by Stop
	stop   sync.Once
	wg     sync.WaitGroup

	mu        sync.Mutex // guards below
	me        string
	view      string // thread in view, "" = none
	isFront   bool   // the window is in front of the person
	isAway    bool   // the person has left the computer: nothing is seen
	meanwhile news   // what was told since they did
	isLive    bool   // there was a connection since the start
	since     int64  // relay's time of it: what is older was missed, or came with its thread
	rev       int64
	seq       int64                  // messages up to here are no news
	told      map[string]bool        // offers and notices that were told
	heard     map[string]int64       // messages beyond seq that were told
	climbs    map[string]*climb      // by notice
	offered   map[string]wire.Notice // of offers
	written   map[string]wire.Notice // of messages that were not told yet, by thread
	ended     []wire.AlertTold       // that the relay was not told yet
	test      bridge.AlertTest       // the last one
	calling   bool                   // the system was asked for the person's attention
	works     bridge.Abilities
	noteFault *wire.Failure // why the last notification was not shown; nil = it was
	playFault *wire.Failure // why the last sound was not played
	copyFault *wire.Failure // why the clipboard took nothing
}

// New makes the alerts; Start begins to look.
func New(cfg Config) *Alerts {
	if cfg.Plain == nil {
		cfg.Plain = func(_ context.Context, text string) string { return text }
	}
	return &Alerts{
		cfg: cfg, nudge: make(chan struct{}, 1), over: make(chan struct{}), told: map[string]bool{}, climbs: map[string]*climb{}, offered: map[string]wire.Notice{}, written: map[string]wire.Notice{}, heard: map[string]int64{}, rev: cfg.Rows.Rev(),
		test: noTest(), works: bridge.Abilities{Notifications: true, Sound: true, Clipboard: true},
	}
}

// Start begins to look at what changes.
func (a *Alerts) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	a.wg.Go(func() { a.loop(ctx) })
}

// Stop ends it and waits for a sound that plays. It is safe without Start.
func (a *Alerts) Stop() {
	if a.cancel != nil {
		a.cancel()
	}
	a.stop.Do(func() { close(a.over) })
	a.wg.Wait()
}

// Look says that the local copy changed. It never blocks.
func (a *Alerts) Look() {
	select {
	case a.nudge <- struct{}{}:
	default:
	}
}

// Seen gives the revision of the local copy up to which everything was looked at.
func (a *Alerts) Seen() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.rev
}

// Live says that the copy has caught up: from here on, what comes is news.
func (a *Alerts) Live(me string) {
	a.mu.Lock()
	a.me = me
	if !a.isLive {
		a.isLive, a.seq, a.since = true, a.cfg.Rows.Cursor().Seq, a.cfg.Now().Add(-alertSlack).UnixMilli()
	}
	a.mu.Unlock()
	a.Look()
}

// Begin says whose copy it is.
func (a *Alerts) Begin(me string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.me = me
}

// Reset forgets them, at sign-out.
func (a *Alerts) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.me, a.view, a.isLive, a.seq, a.since = "", "", false, 0, 0
	clear(a.told)
	clear(a.climbs)
	clear(a.offered)
	clear(a.written)
	a.ended, a.test, a.meanwhile = nil, noTest(), news{}
	clear(a.heard)
}

// Viewing says which thread the person looks at.
func (a *Alerts) Viewing(thread string, focused bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.view = thread; !focused {
		a.view = ""
	}
}

func (a *Alerts) loop(ctx context.Context) {
	var batch news
	merge, step := time.NewTimer(alertMerge), time.NewTimer(alertMerge)
	merge.Stop()
	defer merge.Stop()
	defer step.Stop()
	for {
		step.Stop()
		if wait, due := a.next(); due {
			step.Reset(wait)
		}
		a.calm()
		select {
		case <-ctx.Done():
			return
		case <-step.C:
			a.climbOn(ctx)
		case <-a.nudge:
			was := batch.count
			if err := a.collect(ctx, &batch); err != nil && ctx.Err() == nil {
				a.cfg.Log.Error("read changes for alerts", "err", err)
			}
			if back := a.comeBack(ctx); back.count > 0 {
				batch.add(back)
			}
			a.wg.Go(func() { a.report(ctx) })
			if was == 0 && batch.count > 0 {
				merge.Reset(alertMerge)
			}
		case <-merge.C:
			a.raise(ctx, batch)
			a.keepMeanwhile(batch)
			batch = news{}
		}
	}
}

// news is what is told in one alert.
type news struct {
	count    int
	offers   []wire.Offer
	notices  []wire.Notice // of the kinds that spoken has
	messages []wire.Message
	notes    map[string]wire.Message // by thread: the newest note with which it was handed over
	mentions map[string]string       // by message: what the notes say that mention somebody
}

func (n *news) threads() map[string]bool {
	set := map[string]bool{}
	for _, m := range n.messages {
		set[m.ThreadID] = true
	}
	return set
}

// keepNote remembers the note with which a conversation was handed over: the notice of it
// comes with the same changes, and so may notes of earlier times.
func (n *news) keepNote(m wire.Message) {
	if len(m.Mentions) > 0 {
		if n.mentions == nil {
			n.mentions = map[string]string{}
		}
		n.mentions[m.ID] = m.Text
	}
	if m.Handover == nil || m.Handover.Draft || m.Seq < n.notes[m.ThreadID].Seq {
		return
	}
	if n.notes == nil {
		n.notes = map[string]wire.Message{}
	}
	n.notes[m.ThreadID] = m
}

// noteWith gives what a colleague wrote that a notice is about: with the handing over, or
// where they mentioned the person. "" if nothing was.
func (n *news) noteWith(v wire.Notice) string {
	if v.Kind == string(desk.NoticeMention) {
		return clip(n.mentions[v.Subject])
	}
	m := n.notes[v.ThreadID]
	if v.Kind != string(desk.NoticeTransfer) || v.At-m.At > alertSlack.Milliseconds() {
		return ""
	}
	return clip(m.Text)
}

// collect reads what changed and picks the news out of it.
func (a *Alerts) collect(ctx context.Context, n *news) error {
	cursor := a.cfg.Rows.Cursor() // before the rows: what comes between is looked at twice, never missed
	a.mu.Lock()
	rev := a.rev
	a.mu.Unlock()
	for more := true; more; {
		var items []wire.Change
		var err error
		if items, rev, more, err = a.cfg.Rows.ChangesSince(ctx, rev, alertPage); err != nil {
			return err
		}
		for _, c := range items {
			if err := a.pick(ctx, c, n); err != nil {
				return err
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rev = rev
	if a.isLive && cursor.Seq > a.seq {
		a.seq = cursor.Seq
		maps.DeleteFunc(a.heard, func(_ string, seq int64) bool { return seq <= a.seq })
	}
	return nil
}

func (a *Alerts) pick(ctx context.Context, c wire.Change, n *news) error {
	if c.Gone {
		return nil
	}
	switch desk.Kind(c.Kind) {
	case desk.RowOffer:
		var o wire.Offer
		if err := c.Into(&o); err != nil {
			return err
		}
		a.settled(o)
		if a.isMine(o) && a.first(o.ID) {
			n.offers = append(n.offers, o)
			n.count++
		}
	case desk.RowNotice:
		var v wire.Notice
		if err := c.Into(&v); err != nil {
			return err
		}
		a.noteOf(v)
		if a.isSpoken(v) {
			n.notices = append(n.notices, v)
			n.count++
		}
	case desk.RowMessage:
		var m wire.Message
		if err := c.Into(&m); err != nil {
			return err
		}
		n.keepNote(m)
		if a.isUnseen(m) && a.isOwn(ctx, m.ThreadID) {
			n.messages = append(n.messages, m)
			n.count++
		}
	default: // nothing else is worth a sound
	}
	return nil
}

// first says whether an offer or notice is told for the first time.
func (a *Alerts) first(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	was := a.told[id]
	a.told[id] = true
	return !was
}

// isSpoken says whether the person hears of a notice. While it is unread it is brought
// up to date when the same happens again, which is news again. What they look at tells
// them itself; whether anybody looks is found out on the ladder.
func (a *Alerts) isSpoken(v wire.Notice) bool {
	_, speaks := spoken[desk.NoticeKind(v.Kind)]
	if !speaks || v.Read || !a.first(fmt.Sprintf("%s@%d", v.ID, v.At)) {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	shows := !a.isAway && v.ThreadID != "" && v.ThreadID == a.view && inView[desk.NoticeKind(v.Kind)]
	if a.isLive && shows {
		a.call(v, "")
	}
	return a.isLive && !shows
}

func (a *Alerts) isMine(o wire.Offer) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return o.State == string(desk.OfferOpen) && o.UserID == a.me && a.me != "" && o.ExpiresAt > a.cfg.Now().UnixMilli()
}

// isUnseen says whether a customer's message is new and not in view, and
// remembers that it was asked.
func (a *Alerts) isUnseen(m wire.Message) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	isTalk := !m.Out && !m.Echo && m.Kind != string(desk.KindSystem) && m.Kind != string(desk.KindReaction)
	if !a.isLive || !isTalk || m.Seq <= a.seq || m.At < a.since || a.heard[m.ID] >= m.Seq {
		return false
	}
	a.heard[m.ID] = m.Seq
	return a.isAway || m.ThreadID != a.view
}

// isOwn says whether the person has the thread now. Who had one that has ended is not asked
// to answer: a customer who is blocked writes there, and nobody is told.
func (a *Alerts) isOwn(ctx context.Context, thread string) bool {
	var t wire.Thread
	if err := a.cfg.Rows.Row(ctx, desk.RowThread, thread, &t); err != nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return t.Owner != "" && t.Owner == a.me && t.State != string(desk.InteractionEnded)
}

// raise shows and sounds one alert; inside the window where the system does
// either not.
func (a *Alerts) raise(ctx context.Context, n news) {
	alert := a.word(ctx, n)
	s := a.cfg.Settings()
	isInside := !s.Notifications
	if s.Notifications {
		alert.Problem = a.notify(alert)
		isInside = alert.Problem != nil
	}
	fault := desk.AlertFault("")
	switch {
	case !s.Notifications:
		fault = desk.AlertOff
	case isInside:
		fault = desk.AlertRefused
	}
	a.start(n, fault)
	if isInside {
		a.cfg.Inside(alert)
	}
	if s.Muted || s.Volume <= 0 {
		return
	}
	a.wg.Go(func() {
		if alert.Problem = a.sound(ctx, s.Volume); alert.Problem != nil && !isInside {
			a.cfg.Inside(alert)
		}
	})
}

// notify shows a notification of the system, or says why it cannot.
func (a *Alerts) notify(alert bridge.Alert) (problem *wire.Failure) {
	return a.shown(a.cfg.System.Notify(shell.Note{ID: desk.NewID("ntf"), Title: alert.Title, Body: alert.Body, Thread: alert.ThreadID}))
}

// shown notes how the last notification did.
func (a *Alerts) shown(err error) (problem *wire.Failure) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.works.Notifications, a.noteFault = err == nil, wire.ErrorOf(err)
	return a.noteFault
}

// sound plays the chime, or says why it cannot.
func (a *Alerts) sound(ctx context.Context, volume int) (problem *wire.Failure) {
	ctx, cancel := context.WithTimeout(ctx, soundDeadline)
	defer cancel()
	err := a.cfg.System.Sound(ctx, volume)
	if err != nil && ctx.Err() != nil {
		return nil // cut off at the end of the app, or too long: that says nothing about the system
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.works.Sound, a.playFault = err == nil, wire.ErrorOf(err)
	return a.playFault
}

// Clipped notes how the clipboard did.
func (a *Alerts) Clipped(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.works.Clipboard, a.copyFault = err == nil, wire.ErrorOf(err)
}

// Abilities tells what worked last.
func (a *Alerts) Abilities() bridge.Abilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.works
	out.Problems = []wire.Failure{} // the page is given a list, never null
	for _, fault := range []*wire.Failure{a.noteFault, a.playFault, a.copyFault} {
		if fault != nil {
			out.Problems = append(out.Problems, *fault)
		}
	}
	return out
}

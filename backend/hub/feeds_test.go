package hub_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// counted counts what a hub reads of the feed and of rows.
type counted struct {
	hub.Feed
	hub.Rows
	feeds, rows, threads, plans atomic.Int64
}

func (c *counted) FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) ([]desk.Change, int64, error) {
	c.feeds.Add(1)
	return c.Feed.FeedSince(ctx, org, from, limit)
}

func (c *counted) Row(ctx context.Context, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	if ref.Kind == desk.RowThread {
		c.threads.Add(1)
	} else {
		c.rows.Add(1)
	}
	return c.Rows.Row(ctx, org, ref)
}

// feedOf and rowsOf tell apart the methods that both have.
type feedOf struct{ *counted }

func (f feedOf) Row(ctx context.Context, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	return f.Feed.Row(ctx, org, ref)
}

func (f feedOf) List(ctx context.Context, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	return f.Feed.List(ctx, org, l)
}

type rowsOf struct{ *counted }

func (r rowsOf) List(ctx context.Context, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	if l.Query == desk.Plans {
		r.plans.Add(1)
	}
	return r.Feed.List(ctx, org, l)
}

// What changed is read once for all desktops of an organization, however many
// there are.
func TestFeed_isReadOnceForAllDesktops(t *testing.T) {
	t.Parallel()
	const desktops = 20
	c := &counted{}
	r := newRigOf(t, func(cfg *hub.Config) {
		c.Feed, c.Rows = cfg.Feed, cfg.Rows
		cfg.Feed, cfg.Rows = feedOf{c}, rowsOf{c}
	})
	var all []*wiretest.Desktop
	for i := range desktops {
		d := r.dial([]desk.UserID{alex, ana, bruno}[i%3], fmt.Sprintf("dev_%d", i), wire.Hello{})
		d.CatchUp(r.head())
		all = append(all, d)
	}
	c.feeds.Store(0)
	c.rows.Store(0)
	c.threads.Store(0)
	r.Customer("491520000001", "hello")
	for _, d := range all {
		d.CatchUp(r.head())
	}
	// A slow machine may let some look a moment later than the others.
	if feeds, rows := c.feeds.Load(), c.rows.Load(); feeds > desktops/2 || rows > 8*desktops/2 {
		t.Errorf("one message for %d desktops: the feed was read %d times and %d rows", desktops, feeds, rows)
	}
	if threads := c.threads.Load(); threads > desktops/2 {
		t.Errorf("the one thread was read %d times for %d desktops", threads, desktops)
	}
}

// Where the numbers lead is read once for all who are shown a number, whatever else
// they may see.
func TestRound_readsWhereNumbersLeadOnce(t *testing.T) {
	t.Parallel()
	const people = 12
	c := &counted{}
	r := newRigOf(t, func(cfg *hub.Config) {
		c.Feed, c.Rows = cfg.Feed, cfg.Rows
		cfg.Feed, cfg.Rows = feedOf{c}, rowsOf{c}
	})
	var all []*wiretest.Desktop
	for i := range people {
		id := desk.UserID(fmt.Sprintf("usr_%d", i))
		r.Person(id, desk.RoleAgent)
		all = append(all, r.dial(id, fmt.Sprintf("dev_%d", i), wire.Hello{}))
	}
	for _, d := range all {
		d.CatchUp(r.head())
	}
	c.plans.Store(0)
	r.Put(desk.EntryNumberPut, desk.Number{ID: spinetest.Line, Provider: "meta", Name: "Renamed"})
	for _, d := range all {
		d.CatchUp(r.head())
	}
	// A slow machine may let some look a moment later than the others.
	if plans := c.plans.Load(); plans == 0 || plans > people/2 {
		t.Errorf("where the numbers lead was read %d times for %d desktops", plans, people)
	}
}

// Frames are shared by those with the same sight, and by nobody else: a notice
// goes to its person, and a conversation to whom it belongs.
func TestRound_sharesWithNobodyWhatIsSomebodysOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const olga = desk.UserID("usr_olga")
	r.Person(olga, desk.RoleAdmin)
	people := map[desk.UserID]*wiretest.Desktop{}
	for _, who := range []desk.UserID{alex, olga, ana, bruno} {
		people[who] = r.dial(who, "dev_"+string(who), wire.Hello{})
	}
	r.Customer("491520000001", "canary of ana's customer")
	ref := r.Waiting()
	r.Command(ana, wire.CmdTake.Name, ref, nil)
	r.Customer("491520000001", "canary after taking")
	for _, d := range people {
		d.CatchUp(r.head())
	}
	for who, d := range people {
		if got, want := strings.Contains(d.Heard.String(), "canary after taking"), who != bruno; got != want {
			t.Errorf("%s heard what was written to ana: %v, want %v", who, got, want)
		}
	}
	// To a supervisor, who else shares the frames of the others. Whose desktop looks
	// first is chance.
	for i := range 6 {
		from := fmt.Sprintf("49152000001%d", i)
		r.Customer(from, "to the owner")
		ref = r.Waiting()
		r.atOnce(func() {
			r.Command(alex, wire.CmdTake.Name, ref, nil)
			r.Customer(from, "more to the owner")
		}, people)
		thread := string(r.interaction(ref.InteractionID).ThreadID)
		r.atOnce(func() { r.Command(alex, wire.CmdRead.Name, wire.ReadUpTo{ThreadID: thread, UpToSeq: r.head()}, nil) }, people)
		ref.Epoch = r.interaction(ref.InteractionID).Epoch
		r.atOnce(func() {
			r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: string([]desk.UserID{ana, bruno}[i%2])}, nil)
		}, people)
	}
	for who, d := range people {
		for kind, want := range map[string]bool{"notice": who != olga, "readMark": who == alex} {
			if got := d.Count(kind) > 0; got != want {
				t.Errorf("%s has a %s: %v, want %v", who, kind, got, want)
			}
		}
	}
}

// atOnce has everything that is done reach the desktops in one round.
func (r *rig) atOnce(do func(), people map[desk.UserID]*wiretest.Desktop) {
	r.t.Helper()
	r.quiet.Store(true)
	do()
	r.quiet.Store(false)
	r.hub.Nudge()
	for _, d := range people {
		d.CatchUp(r.head())
	}
}

// A commit wakes the desktops of its organization only.
func TestFollow_wakesOnlyTheOrganization(t *testing.T) {
	t.Parallel()
	c := &counted{}
	r := newRigOf(t, func(cfg *hub.Config) {
		c.Feed, c.Rows = cfg.Feed, cfg.Rows
		cfg.Feed, cfg.Rows = feedOf{c}, rowsOf{c}
	})
	d := r.dial(alex, "dev_1", wire.Hello{})
	d.CatchUp(r.head())
	r.quiet.Store(true) // from here on the hub hears only what the test says
	r.Customer("491520000001", "hello")
	before := c.feeds.Load()
	r.hub.Follow([]desk.OrgID{"org_other"})
	pulse(d) // the desktop's writer has had its turn
	if reads := c.feeds.Load() - before; reads != 0 || d.Count("message") != 0 {
		t.Errorf("another organization's commit had the feed read %d times, and %d messages came", reads, d.Count("message"))
	}
	r.hub.Follow([]desk.OrgID{"org_other", org})
	d.CatchUp(r.head())
	if d.Count("message") != 1 {
		t.Errorf("%d messages came, want 1", d.Count("message"))
	}
}

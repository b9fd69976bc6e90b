package rig

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Desktop is a desktop without a window: the real link over the real replica
// and outbox.
type Desktop struct {
	*replica.Replica
	Link *link.Link

	client *link.Client
	news   chan struct{} // capacity 1: rows, state or outbox changed; carries no data
}

// watched is a replica that tells what it has stored.
type watched struct {
	*replica.Replica
	seen func(wire.Changes)
}

// Apply stores changes, and tells when they are stored.
func (w watched) Apply(ctx context.Context, c wire.Changes) (int64, error) {
	rev, err := w.Replica.Apply(ctx, c)
	if err == nil && w.seen != nil {
		w.seen(c)
	}
	return rev, err
}

// OpenDesktop opens a desktop in dir for the session and connects it. seen, if
// not nil, hears of all changes once the copy holds them.
func (o *Office) OpenDesktop(ctx context.Context, s link.SignedIn, dir string, seen func(wire.Changes)) (*Desktop, error) {
	d := &Desktop{news: make(chan struct{}, 1)}
	var err error
	if d.Replica, err = replica.Open(ctx, dir, replica.Options{OnOutbox: d.nudge}); err != nil {
		return nil, err
	}
	d.OnChange(func(int64) { d.nudge() })
	if d.client, err = link.NewClient(link.ClientConfig{URL: o.URL}); err != nil {
		return nil, errors.Join(err, d.Replica.Close())
	}
	d.Link, err = link.New(link.Config{
		Client: d.client, Session: s.Credential, DeviceID: s.DeviceID, Version: "rig",
		Replica: watched{d.Replica, seen}, Outbox: d.Outbox(), Files: d.Attachments(),
		OnState: func(link.State) { d.nudge() },
	})
	if err != nil {
		return nil, errors.Join(err, d.Replica.Close())
	}
	return d, d.Link.Start(context.WithoutCancel(ctx))
}

func (d *Desktop) nudge() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// Close ends the connection and closes the copy.
func (d *Desktop) Close() error {
	d.Link.Stop()
	d.client.Close()
	return d.Replica.Close()
}

// Until waits until is gives true, asking again after every change here. One
// goroutine at a time.
func (d *Desktop) Until(ctx context.Context, is func() (bool, error)) error {
	for {
		ok, err := is()
		if ok || err != nil {
			return err
		}
		select {
		case <-d.news:
		case <-ctx.Done():
			s := d.Link.State()
			return fmt.Errorf("desktop is %s, %d behind, cursor %d: %w", s.State, s.Behind, d.Cursor().Seq, ctx.Err())
		}
	}
}

// Live waits until the desktop has caught up.
func (d *Desktop) Live(ctx context.Context) error {
	return d.Until(ctx, func() (bool, error) { return d.Link.State().State == link.StateLive, nil })
}

// Threads gives the conversations that are here.
func (d *Desktop) Threads(ctx context.Context) ([]wire.Thread, error) {
	var out []wire.Thread
	for rev, more := int64(0), true; more; {
		var items []wire.Change
		var err error
		if items, rev, more, err = d.ChangesSince(ctx, rev, 500); err != nil {
			return nil, err
		}
		for _, c := range items {
			if c.Kind != string(desk.RowThread) || c.Gone {
				continue
			}
			var t wire.Thread
			if err := c.Into(&t); err != nil {
				return nil, err
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// Dump gives every message that is here, thread by thread.
func (d *Desktop) Dump(ctx context.Context) ([]wire.Message, error) {
	threads, err := d.Threads(ctx)
	if err != nil {
		return nil, err
	}
	var out []wire.Message
	for _, t := range threads {
		for at, seq, more := int64(0), int64(0), true; more; {
			var page []wire.Message
			if page, more, err = d.Messages(ctx, t.ID, at, seq, 1000); err != nil {
				return nil, err
			}
			if out = append(out, page...); len(page) > 0 {
				at, seq = page[0].At, page[0].Seq
			}
		}
	}
	return out, nil
}

// FetchOlder asks the relay for what a snapshot leaves out, as a person does
// who scrolls up to the beginning of every conversation.
func (d *Desktop) FetchOlder(ctx context.Context) error {
	threads, err := d.Threads(ctx)
	if err != nil {
		return err
	}
	for _, t := range threads {
		page, _, err := d.Messages(ctx, t.ID, 0, 0, wire.SnapshotPage)
		if err != nil {
			return err
		}
		for more := len(page) == wire.SnapshotPage; more; {
			req := wire.OlderRequest{ThreadID: t.ID, At: page[0].At, Seq: page[0].Seq, Limit: wire.SnapshotPage}
			var older wire.OlderPage
			if err := d.Link.Call(ctx, wire.CallOlder.Name, req, &older); err != nil {
				return err
			}
			if err := d.KeepOlder(ctx, req, older); err != nil {
				return err
			}
			if page, _, err = d.Messages(ctx, t.ID, req.At, req.Seq, wire.SnapshotPage); err != nil {
				return err
			}
			more = older.More && len(page) > 0
		}
	}
	return nil
}

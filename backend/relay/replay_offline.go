package relay

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
)

// Replay makes every decision of a record again, by the rules that made it, and all rows
// anew in a copy, and says to out where the first difference is: an error with
// upkeep.SubcodeMisfit then. A relay may be working there; nothing of it is changed. Of a
// part of the record only the decisions are made again: rows follow from all of it.
func Replay(ctx context.Context, c config.Replay, out io.Writer) error {
	p := &replaying{out: out, from: max(c.From, 1), to: c.To}
	err := eachOrg(ctx, c.Config.DataDir, func(s *store.Snapshot, org desk.OrgID) error { return p.decisions(ctx, s, org) })
	if err != nil {
		return err
	}
	if c.From > 0 || c.To > 0 {
		return nil
	}
	return p.rows(ctx, filepath.Join(c.Config.DataDir, datadir.DatabaseFile))
}

// replaying is one run.
type replaying struct {
	out      io.Writer
	from, to int64
	said     int
}

func (p *replaying) say(format string, args ...any) {
	fmt.Fprintf(p.out, format+"\n", args...) //nolint:errcheck // nowhere left to tell
}

func misfit(op string) error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: upkeep.SubcodeMisfit, Op: op}
}

// decisions makes the decisions of an organization again.
func (p *replaying) decisions(ctx context.Context, s *store.Snapshot, org desk.OrgID) error {
	f, err := s.Facts(ctx, org)
	if err != nil {
		return err
	}
	last := f.Head
	if p.to > 0 {
		last = min(last, p.to)
	}
	made, erased, seq := 0, 0, p.from-1
	for n := 1; n > 0 && seq < last; {
		n = 0
		err := s.EntriesAfter(ctx, org, seq, 1000, func(e desk.Entry, _ []byte, _ string) error {
			n++
			seq = e.Seq
			if e.Kind != desk.EntryDecision || e.Seq > last {
				return nil
			}
			if e.Erased != 0 {
				erased++
				return nil
			}
			made++
			return p.again(org, e)
		})
		if err != nil {
			return err
		}
		p.progress("decisions", seq-p.from+1, last-p.from+1)
	}
	p.said = 0
	p.say("organization %s: %d decisions, each with the same answer; %d were erased", org, made, erased)
	return nil
}

// progress says each tenth.
func (p *replaying) progress(what string, done, all int64) {
	if all <= 0 {
		return
	}
	if tenth := int(10 * min(done, all) / all); tenth > p.said {
		p.said = tenth
		p.say("%3d %% of the %s", 10*tenth, what)
	}
}

// again makes one decision again. Both answers name people, inboxes and reasons, and
// nothing of a customer.
func (p *replaying) again(org desk.OrgID, e desk.Entry) error {
	var d desk.DecisionEntry
	if err := json.Unmarshal(e.Payload, &d); err != nil {
		p.say("DIFFERENCE: organization %s, entry %d: the decision cannot be read", org, e.Seq)
		return misfit("replay decision")
	}
	is, err := routing.Again([]byte(d.Input), []byte(d.Output))
	if err != nil {
		p.say("DIFFERENCE: organization %s, entry %d, thread %s: it cannot be decided again: %v", org, e.Seq, d.ThreadID, err)
		return misfit("replay decision")
	}
	at := routing.FirstDifference([]byte(d.Output), is)
	if at < 0 {
		return nil
	}
	p.say("DIFFERENCE: organization %s, entry %d, thread %s, rules version %d, from byte %d on\nstored: %s\nagain:  %s",
		org, e.Seq, d.ThreadID, d.Version, at+1, d.Output, is)
	return misfit("replay decision")
}

// rows makes all rows anew in a copy of the database and compares.
func (p *replaying) rows(ctx context.Context, path string) (err error) {
	dir, err := os.MkdirTemp("", "parley-replay-")
	if err != nil {
		return desk.Wrap("make a place for the copy", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch := filepath.Join(dir, datadir.DatabaseFile)
	if err := copyMoment(ctx, path, scratch); err != nil {
		return err
	}
	was, err := hashes(ctx, scratch)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, scratch, store.Options{})
	if err != nil {
		return err
	}
	done, err := upkeep.Rebuild(ctx, db, Folds, slog.New(slog.DiscardHandler), func(now upkeep.Progress) { p.progress("entries", now.Done, now.All) })
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if done.Failed > 0 {
		p.say("DIFFERENCE: entries not understood any more: %d", done.Failed)
		return misfit("replay the record")
	}
	is, err := hashes(ctx, scratch)
	if err != nil {
		return err
	}
	return p.compare(was, is)
}

// named is a row of an organization.
type named struct {
	org  desk.OrgID
	kind desk.Kind
	id   string
}

func (n named) compare(o named) int {
	return cmp.Or(strings.Compare(string(n.org), string(o.org)), strings.Compare(string(n.kind), string(o.kind)), strings.Compare(n.id, o.id))
}

// mark is what is kept of a row to compare it: its thread, and 16 bytes of a hash.
type mark struct {
	thread string
	hash   [16]byte
}

func hashes(ctx context.Context, path string) (map[named]mark, error) {
	out := map[named]mark{}
	err := eachOrg(ctx, filepath.Dir(path), func(s *store.Snapshot, org desk.OrgID) error {
		for _, k := range desk.Kinds {
			err := s.EachRow(ctx, org, k.Kind, func(id string, r desk.Row) error {
				text, err := json.Marshal(r)
				if err != nil {
					return desk.Wrap("write row", err)
				}
				var of struct {
					ThreadID string `json:"threadId"`
				}
				_ = json.Unmarshal(text, &of) // a row of no thread names none
				sum := sha256.Sum256(text)
				out[named{org, k.Kind, id}] = mark{of.ThreadID, [16]byte(sum[:16])}
				return nil
			})
			if err != nil {
				return desk.Wrap("read rows of "+string(k.Kind), err)
			}
		}
		return nil
	})
	return out, err
}

// compare says which row is the first that the record makes otherwise. What is in a row may
// be a customer's, so it is named and not shown.
func (p *replaying) compare(was, is map[named]mark) error {
	var differ []named
	for n, h := range was {
		if is[n] != h {
			differ = append(differ, n)
		}
	}
	for n := range is {
		if _, there := was[n]; !there {
			differ = append(differ, n)
		}
	}
	if len(differ) == 0 {
		p.say("%d rows, each as the record makes it", len(was))
		return nil
	}
	first := slices.MinFunc(differ, named.compare)
	how := "the record makes it otherwise"
	if _, there := is[first]; !there {
		how = "the record does not make it"
	} else if _, there := was[first]; !there {
		how = "it is missing"
	}
	p.say("DIFFERENCE: organization %s, %s %s, thread %s: %s; %d rows differ in all. rebuild makes the state anew", first.org, first.kind, first.id,
		cmp.Or(was[first].thread, is[first].thread, "–"), how, len(differ))
	return misfit("replay the record")
}

// copyMoment copies a database as it is at one moment.
func copyMoment(ctx context.Context, from, to string) (err error) {
	s, err := store.OpenSnapshot(ctx, from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Copy(func(suffix string, _ int64, content io.Reader) error {
		file, err := os.OpenFile(to+suffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a place of our own
		if err != nil {
			return desk.Wrap("copy the database", err)
		}
		_, err = io.Copy(file, content)
		return desk.Wrap("copy the database", errors.Join(err, file.Close()))
	})
}

package replica_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
)

// person is what one of several people who share a computer left on it.
type person struct {
	drafts  map[string]string
	files   map[string][]string // file names by thread
	ids     []string
	waiting []string
	stopped []string
}

// shared is a computer that several people use, and what each must find.
type shared struct {
	t       *rapid.T
	dir, at string
	open    *replica.Replica
	people  map[string]*person
	now     string
	n       int
}

func newShared(t *rapid.T, root string) *shared {
	s := &shared{t: t, people: map[string]*person{}, now: "usr_a"}
	var err error
	s.dir, err = os.MkdirTemp(root, "run-")
	s.must(err)
	s.start(s.dir + "/first")
	return s
}

func (s *shared) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shared) me() *person {
	p := s.people[s.now]
	if p == nil {
		p = &person{drafts: map[string]string{}, files: map[string][]string{}}
		s.people[s.now] = p
	}
	return p
}

func (s *shared) name(of string) string {
	s.n++
	return fmt.Sprintf("%s-%s-%d", of, s.now, s.n)
}

func (s *shared) sit(who string) {
	if s.now != who {
		s.me().stopped = append(s.me().stopped, s.me().waiting...)
		s.me().waiting = nil
	}
	s.now = who
	s.must(s.open.Outbox().Own(context.Background(), who))
}

func (s *shared) attach(thread string) {
	a, name := s.open.Attachments(), s.name("file")+".txt"
	id, err := a.Begin(thread, name, 5)
	s.must(err)
	s.must(a.Append(id, []byte("bytes")))
	_, err = a.End(context.Background(), id)
	s.must(err)
	s.me().files[thread] = append(s.me().files[thread], name)
	s.me().ids = append(s.me().ids, id)
}

// kill opens the files as they are, as after a program that was killed.
func (s *shared) kill() {
	dir, err := os.MkdirTemp(s.dir, "killed-")
	s.must(err)
	s.must(os.CopyFS(dir, os.DirFS(s.at)))
	s.must(s.open.Close())
	s.start(dir)
}

func (s *shared) start(dir string) {
	r, err := replica.Open(context.Background(), dir, replica.Options{})
	s.must(err)
	s.open, s.at = r, dir
	s.must(r.Outbox().Own(context.Background(), s.now))
}

// check compares what is found with what was left, and looks for the others'.
func (s *shared) check() {
	s.t.Helper()
	ctx := context.Background()
	drafts, err := s.open.Outbox().Drafts(ctx)
	s.must(err)
	if !maps.Equal(drafts, s.me().drafts) {
		s.t.Fatalf("%s finds the drafts %v, left %v", s.now, drafts, s.me().drafts)
	}
	files, err := s.open.Attachments().Drafts(ctx)
	s.must(err)
	names := map[string][]string{}
	for thread, list := range files {
		for _, f := range list {
			names[thread] = append(names[thread], f.FileName)
		}
	}
	if !maps.EqualFunc(names, s.me().files, slices.Equal) {
		s.t.Fatalf("%s finds the files %v, left %v", s.now, names, s.me().files)
	}
	s.checkQueue(ctx)
	for who, p := range s.people {
		for _, id := range p.ids {
			f, err := s.open.Attachments().Open(id)
			if (err == nil) != (who == s.now) || err != nil && desk.CodeOf(err) != desk.CodeNotFound {
				s.t.Fatalf("%s opens a file of %s: %v", s.now, who, err)
			}
			if err == nil {
				s.must(f.Close())
			}
		}
	}
}

func (s *shared) checkQueue(ctx context.Context) {
	s.t.Helper()
	list, err := s.open.Outbox().Queued(ctx)
	s.must(err)
	got, want := []string{}, []string{}
	for _, q := range list {
		got = append(got, q.ClientID+" "+q.State)
	}
	for _, id := range s.me().stopped {
		want = append(want, id+" stopped")
	}
	for _, id := range s.me().waiting {
		want = append(want, id+" waiting")
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("%s finds the queue %v, left %v", s.now, got, want)
	}
}

// Whoever comes and goes, signs out or is cut off: each person finds their
// drafts, files and replies again, and nobody sees those of another.
func TestRule11_eachPersonFindsTheirOwnAgain(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		s := newShared(rt, root)
		defer func() { s.must(s.open.Close()) }()
		thread := rapid.SampledFrom([]string{"t1", "t2", "form/t1/tpl"})
		rt.Repeat(map[string]func(*rapid.T){
			"sit": func(rt *rapid.T) { s.sit(rapid.SampledFrom([]string{"usr_a", "usr_b", "usr_c"}).Draw(rt, "who")) },
			"write": func(rt *rapid.T) {
				id, text := thread.Draw(rt, "thread"), s.name("draft")
				s.must(s.open.Outbox().SaveDraft(context.Background(), id, text))
				s.me().drafts[id] = text
			},
			"empty": func(rt *rapid.T) {
				id := thread.Draw(rt, "thread")
				s.must(s.open.Outbox().SaveDraft(context.Background(), id, ""))
				delete(s.me().drafts, id)
			},
			"attach": func(rt *rapid.T) { s.attach(thread.Draw(rt, "thread")) },
			"reply": func(*rapid.T) {
				id := s.name("cmd")
				s.must(s.open.Outbox().Put(context.Background(), send(id, "t1", "a reply")))
				s.me().waiting = append(s.me().waiting, id)
			},
			"sign out": func(*rapid.T) {
				s.must(s.open.Outbox().DiscardAll(context.Background()))
				s.me().waiting, s.me().stopped = nil, nil
				s.must(s.open.Outbox().Own(context.Background(), replica.Nobody))
				s.must(s.open.Outbox().SaveDraft(context.Background(), "t1", "came late"))
				s.must(s.open.Outbox().Own(context.Background(), s.now))
			},
			"kill": func(*rapid.T) { s.kill() },
			"":     func(*rapid.T) { s.check() },
		})
	})
}

func TestOutbox_whatNobodyIsKnownToHaveWritten(t *testing.T) {
	t.Parallel()
	r, ctx := open(t, oldOutbox(t, "1")), t.Context()
	o := r.Outbox()
	if has, err := o.Unowned(ctx); err != nil || !has {
		t.Fatalf("unowned %v, %v", has, err)
	}
	if err := o.Own(ctx, "usr_a"); err != nil {
		t.Fatal(err)
	}
	if has, err := o.Unowned(ctx); err != nil || has {
		t.Errorf("unowned %v, %v", has, err)
	}
	if d, err := o.Drafts(ctx); err != nil || d["tb"] != "half a sentence" {
		t.Errorf("drafts %v, %v", d, err)
	}
	if got := queued(t, o); !slices.Equal(got, []string{"c1 waiting"}) {
		t.Errorf("queued %v", got)
	}
}

package sandbox_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

func TestSandbox_zeroConfigStartsAndStopsAnyNumberOfTimes(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{})
	s.Stop() // before Start
	for range 3 {
		for range 2 {
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.Stop()
		s.Stop()
	}
}

func TestSandbox_startAndStopFromManyGoroutines(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{Pace: sandbox.Pace{First: time.Millisecond}, RelayMetaWebhook: "http://127.0.0.1:1/x"})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if err := s.Start(t.Context()); err != nil {
					t.Error(err)
				}
				s.Stop()
			}
		})
	}
	wg.Wait()
	s.Stop()
}

func TestSandbox_seededCustomersGreetTheLiveNumberOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.json")
	fast := func(c *sandbox.Config) { c.Pace.First, c.StatePath = time.Millisecond, path }
	r := newRig(t, fast)
	r.until("nine greetings", func() bool { return len(r.messages()) == 9 })
	kinds := words(r.messages(), "type")
	if strings.Count(kinds, "image") != 1 || strings.Count(kinds, "location") != 1 {
		t.Errorf("kinds = %s", kinds)
	}
	hidden := 0
	for _, m := range r.messages() {
		if m["from"] == nil {
			hidden++
		}
	}
	if hidden != 1 {
		t.Errorf("%d writers without a phone number, want 1", hidden)
	}
	r.drained()
	r.s.Stop()

	again := newRig(t, fast)
	again.graph("POST", "/"+waba+"/subscribed_apps", nil) // makes the number live anew
	again.until("nothing left to do", func() bool { return again.s.StepsLeft() == 0 })
	again.drained()
	if got := again.messages(); len(got) != 0 {
		t.Errorf("after a restart they wrote again: %s", words(got, "type"))
	}
}

// A process that was killed has not saved its last second. What it has sent in
// that second must not be sent again under the same id by the next one.
func TestSandbox_idsAreNewAfterACrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRig(t, func(c *sandbox.Config) { c.StatePath = filepath.Join(dir, "a.json") })
	raw, err := os.ReadFile(filepath.Join(dir, "a.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	first := r.write("lena", "unsaved")
	second, err := sandbox.New(sandbox.Config{StatePath: filepath.Join(dir, "b.json")}).
		Write("lena", line, sandbox.Content{Text: "after the crash"})
	if err != nil || first == second {
		t.Errorf("the id was used again (%v)", err)
	}
}

func TestSandbox_seededPeople(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{})
	seen, countries, rtl := map[string]bool{}, map[string]bool{}, false
	for _, c := range s.Customers() {
		if seen[c.Name] || seen[c.UserID] {
			t.Errorf("%s is there twice", c.Name)
		}
		seen[c.Name], seen[c.UserID], countries[c.Country] = true, true, true
		rtl = rtl || strings.ContainsAny(c.Name, "يوسف")
		if !strings.HasPrefix(c.UserID, c.Country+".") {
			t.Errorf("user id %s is not of %s", c.UserID, c.Country)
		}
	}
	if len(countries) < 5 || !rtl {
		t.Errorf("countries = %v, right-to-left = %v", countries, rtl)
	}
}

func TestSandbox_stateOutlivesARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dir", "sandbox.json")
	keep := func(c *sandbox.Config) { c.StatePath = path }
	r := newRig(t, keep)
	r.status.Store(503) // the relay is down: the webhook must survive
	id, err := r.s.Write("maya", line, sandbox.Content{Kind: sandbox.KindImage, Data: pngBytes(t), Text: "look"})
	if err != nil {
		t.Fatal(err)
	}
	r.until("a failed attempt", func() bool { return r.s.Counters().Retries > 0 })
	r.s.Stop()

	again := newRig(t, keep)
	again.until("the message", func() bool { return len(again.messages()) == 1 })
	got := again.messages()[0]
	if got["id"] != id {
		t.Errorf("id = %v, want %s", got["id"], id)
	}
	media := as[string](as[obj](got["image"])["id"])
	data, kind, err := again.s.MediaBytes(media)
	if err != nil || kind != "image/png" || len(data) != len(pngBytes(t)) {
		t.Errorf("media = %d bytes %s, %v", len(data), kind, err)
	}
	if second := again.write("maya", "hello"); second == id {
		t.Error("an id was used again after the restart")
	}
}

func TestSandbox_brokenStateIsSetAside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.json")
	if err := os.WriteFile(path, []byte(`{"accounts":[{"id`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := sandbox.New(sandbox.Config{StatePath: path})
	if len(s.Customers()) == 0 {
		t.Error("no world was made")
	}
	if _, err := os.Stat(path + ".broken"); err != nil {
		t.Error(err)
	}
}

func TestSandbox_sameSeedSameWorld(t *testing.T) {
	t.Parallel()
	ids := func(seed int64) string {
		s := sandbox.New(sandbox.Config{Seed: seed})
		id, err := s.Write("lena", line, sandbox.Content{Text: "x"})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	one, again, other, random := ids(5), ids(5), ids(6), ids(0)
	if one != again || one == other || random == ids(0) {
		t.Error("ids do not follow the seed")
	}
}

func TestWait_returnsAtAChangeOrWithTheContext(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{})
	rev := s.Snapshot().Rev
	done := make(chan uint64)
	go func() { done <- s.Wait(t.Context(), rev) }()
	if _, err := s.AddCustomer(sandbox.Customer{Name: "Ines"}); err != nil {
		t.Fatal(err)
	}
	if got := <-done; got <= rev {
		t.Errorf("rev = %d, want more than %d", got, rev)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := s.Wait(ctx, 1<<40); got >= 1<<40 {
		t.Errorf("rev = %d", got)
	}
}

// The panel crosses the bridge to TypeScript: a nil slice would be null there,
// a time or a map would lose its type.
func TestSnapshot_isPlainJSON(t *testing.T) {
	t.Parallel()
	var walk func(typ reflect.Type, path string)
	walk = func(typ reflect.Type, path string) {
		switch typ.Kind() { //nolint:exhaustive // the rest is plain
		case reflect.Struct:
			if typ == reflect.TypeFor[time.Time]() {
				t.Errorf("%s is a time", path)
			}
			for i := range typ.NumField() {
				walk(typ.Field(i).Type, path+"."+typ.Field(i).Name)
			}
		case reflect.Slice:
			walk(typ.Elem(), path)
		case reflect.Map, reflect.Pointer, reflect.Interface:
			t.Errorf("%s is a %s", path, typ.Kind())
		}
	}
	walk(reflect.TypeFor[sandbox.Panel](), "Panel")

	r := newRig(t, nil)
	r.write("lena", "hi")
	for name, p := range map[string]sandbox.Panel{
		"full": r.s.Snapshot(), "empty": sandbox.New(sandbox.Config{Empty: true}).Snapshot(),
	} {
		raw, err := json.Marshal(p)
		if err != nil || strings.Contains(string(raw), "null") {
			t.Errorf("%s: a nil in %s (%v)", name, raw, err)
		}
	}
}

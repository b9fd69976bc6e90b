package sandbox_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
)

func TestDelivery_isRetriedUntilAnswered200(t *testing.T) {
	t.Parallel()
	for _, status := range []int64{500, 404, 301, 204, 429} {
		r := newRig(t, nil)
		r.status.Store(status)
		id := r.write("lena", "hello")
		r.until("three attempts", func() bool { return r.s.Counters().Retries >= 3 })
		if n := len(r.s.Delivered()); n != 0 || r.tick("lena", id) != "sent" {
			t.Errorf("%d counted as delivered", status)
		}
		r.status.Store(200)
		r.drained()
		got := r.s.Delivered()
		if len(got) != 1 || got[0].Attempts < 4 || !slices.Equal(got[0].Items, []string{id}) || got[0].Kind != "message" {
			t.Errorf("delivered = %+v", got)
		}
		if len(r.messages()) != 1 || r.tick("lena", id) != "delivered" {
			t.Errorf("the relay has %d messages, tick %s", len(r.messages()), r.tick("lena", id))
		}
	}
}

func TestDelivery_bodyIsEscapedAndItsHashRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("yousef", "Ünï مرحبا 😕 a/b <&> \"\\/\" \u2028")
	r.drained()
	h := r.got()[0]
	if i := bytes.IndexFunc(h.raw, func(c rune) bool { return c > 126 }); i >= 0 {
		t.Errorf("unescaped byte at %d", i)
	}
	if !bytes.Contains(h.raw, []byte(`\ud83d\ude15`)) || !bytes.Contains(h.raw, []byte(`\u00dcn\u00ef`)) || !bytes.Contains(h.raw, []byte(`a\/b`)) {
		t.Errorf("body = %s", h.raw)
	}
	if got := as[obj](r.messages()[0]["text"])["body"]; got != "Ünï مرحبا 😕 a/b <&> \"\\/\" \u2028" {
		t.Errorf("text = %q", got)
	}
	sum := sha256.Sum256(h.raw)
	if d := r.s.Delivered()[0]; d.SHA256 != hex.EncodeToString(sum[:]) || d.AnsweredAt == 0 {
		t.Errorf("delivery = %+v", d)
	}
}

func TestDelivery_oneCustomersMessagesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	var want []string
	for i := range 60 {
		want = append(want, r.write("lena", fmt.Sprint(i)))
	}
	r.drained()
	if got := words(r.messages(), "id"); got != strings.Join(want, " ") {
		t.Error("the order changed without a fault that asks for it")
	}
}

func TestDelivery_waitsForAnAddress(t *testing.T) {
	t.Parallel()
	var address string
	r := newRig(t, func(c *sandbox.Config) { address, c.RelayMetaWebhook = c.RelayMetaWebhook, "" })
	id := r.write("lena", "early")
	if r.s.Pending() != 1 || len(r.got()) != 0 {
		t.Fatal("nothing is waiting")
	}
	r.s.SetTargets(sandbox.Targets{Meta: address})
	r.until("it arrives", func() bool { return len(r.messages()) == 1 })
	if r.messages()[0]["id"] != id {
		t.Error("another message")
	}
}

func TestDelivered_isWrittenToTheLogAndBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "delivered.jsonl")
	r := newRig(t, func(c *sandbox.Config) { c.DeliveredLog, c.DeliveredSync, c.DeliveredKeep = path, true, 4 })
	for i := range 30 {
		r.write("lena", fmt.Sprint(i))
	}
	r.drained()
	kept := r.s.Delivered()
	if len(kept) != 4 {
		t.Errorf("%d are kept, want 4", len(kept))
	}
	r.s.Stop()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []sandbox.Delivery
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var d sandbox.Delivery
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	if len(all) != 30 || all[29].ID != kept[3].ID || all[29].SHA256 != kept[3].SHA256 {
		t.Errorf("%d lines", len(all))
	}
}

func TestFaults_duplicates(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if err := r.s.SetFaults(sandbox.Faults{DuplicateProbability: 1, DuplicateCount: 2}); err != nil {
		t.Fatal(err)
	}
	id := r.write("lena", "hello")
	r.drained()
	hooks := r.got()
	if len(hooks) != 3 || !bytes.Equal(hooks[0].raw, hooks[2].raw) || words(r.messages(), "id") != id+" "+id+" "+id {
		t.Errorf("%d webhooks", len(hooks))
	}
	for i, d := range r.s.Delivered() {
		if (d.CopyOf == "") != (i == 0) {
			t.Errorf("delivery %d = %+v", i, d)
		}
	}
}

func TestFaults_reorderingMixesOneCustomersMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if err := r.s.SetFaults(sandbox.Faults{ReorderMs: 50}); err != nil {
		t.Fatal(err)
	}
	var sent []string
	for i := range 25 {
		sent = append(sent, r.write("lena", fmt.Sprint(i)))
	}
	r.drained()
	got := strings.Fields(words(r.messages(), "id"))
	if slices.Equal(got, sent) {
		t.Error("nothing was reordered")
	}
	slices.Sort(got)
	slices.Sort(sent)
	if !slices.Equal(got, sent) {
		t.Error("something was lost")
	}
}

func TestFaults_stoppedWebhooksComeLater(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	set := func(stopped bool) {
		if err := r.s.SetFaults(sandbox.Faults{WebhooksStopped: stopped}); err != nil {
			t.Fatal(err)
		}
	}
	set(true)
	one := r.write("lena", "1")
	two := r.write("maya", "2")
	// An SMS is not Meta's: it arrives, and shows that time has passed.
	if err := r.s.SendSMS(rentedUS, "Bank", "hello"); err != nil {
		t.Fatal(err)
	}
	// Answered, and not only received: until then it is pending too.
	r.until("the SMS", func() bool { return len(r.s.Delivered()) > 0 })
	if len(r.messages()) != 0 || r.s.Pending() != 2 {
		t.Error("webhooks were not stopped")
	}
	set(false)
	r.drained()
	if got := words(r.messages(), "id"); !strings.Contains(got, one) || !strings.Contains(got, two) {
		t.Errorf("messages = %s", got)
	}
}

func TestFaults_tokenDies(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "x")
	r.drained()
	rev := r.s.Snapshot().Rev
	if err := r.s.SetFaults(sandbox.Faults{TokenDead: true}); err != nil {
		t.Fatal(err)
	}
	if got := r.s.Snapshot(); got.Rev <= rev || !got.Faults.TokenDead {
		t.Errorf("the panel was not told: %+v", got.Faults)
	}
	if s, b := r.trySend(lena, text("x")); s != 401 || code(b) != 190 {
		t.Errorf("send: %d %v", s, b)
	}
	if s, b := r.graph("GET", "/"+waba, nil); s != 401 || code(b) != 190 {
		t.Errorf("read: %d %v", s, b)
	}
	if err := r.s.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	r.send(lena, text("x"))
}

func TestFaults_apiErrorsAreRepeatable(t *testing.T) {
	t.Parallel()
	play := func() string {
		r := newRig(t, nil)
		r.write("lena", "x")
		if err := r.s.SetFaults(sandbox.Faults{APIErrorProbability: 0.5, APIErrorCode: 130429, MessagesOnly: true}); err != nil {
			t.Fatal(err)
		}
		out := ""
		for range 24 {
			status, b := r.trySend(lena, text("x"))
			if c := code(b); c != 0 && (c != 130429 || status != 429) {
				t.Errorf("%d %v", status, b)
			}
			out += fmt.Sprint(code(b) == 0, " ")
			if s, _ := r.graph("GET", "/"+waba, nil); s != 200 {
				t.Error("a read failed")
			}
		}
		return out
	}
	one, two := play(), play()
	if one != two || !strings.Contains(one, "true") || !strings.Contains(one, "false") {
		t.Errorf("%s\n%s", one, two)
	}
	r := newRig(t, nil)
	if err := r.s.SetFaults(sandbox.Faults{APIErrorProbability: 1}); err != nil {
		t.Fatal(err)
	}
	if s, b := r.graph("GET", "/"+waba, nil); s != 500 || as[obj](b["error"])["is_transient"] != true {
		t.Errorf("%d %v", s, b)
	}
}

func TestFaults_failAfterSendDeliversAndDropsTheConnection(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "x")
	if err := r.s.SetFaults(sandbox.Faults{FailAfterSend: 1}); err != nil {
		t.Fatal(err)
	}
	if s, b := r.trySend(lena, obj{"type": "text", "text": obj{"body": "ghost"}, "biz_opaque_callback_data": "our-9"}); s != 0 {
		t.Fatalf("an answer came: %d %v", s, b)
	}
	r.until("read", func() bool {
		p, _ := r.s.Phone("lena")
		list := p.Threads[0].Messages
		return len(list) == 2 && list[1].Tick == "read" && list[1].Text == "ghost"
	})
	r.drained()
	p, _ := r.s.Phone("lena")
	if st := r.statuses(p.Threads[0].Messages[1].ID); len(st) != 3 || st[0]["biz_opaque_callback_data"] != "our-9" {
		t.Errorf("statuses = %v", st)
	}
}

func TestFaults_areChecked(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{})
	for name, f := range map[string]sandbox.Faults{
		"probability": {DuplicateProbability: 1.1}, "negative": {APIErrorProbability: -1}, "delay": {ReorderMs: -1},
		"hour": {APILatencyMs: 3_600_000}, "many": {DuplicateCount: 100}, "after": {FailAfterSend: 2}, "unknown break": {Breaks: []desk.CheckName{"moon"}},
		"break twice": {Breaks: append(desk.Checks[:len(desk.Checks):len(desk.Checks)], desk.CheckToken)},
	} {
		if err := s.SetFaults(f); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if !reflect.DeepEqual(s.Faults(), sandbox.Faults{Breaks: []desk.CheckName{}}) {
		t.Error("a refused fault was set")
	}
}

func TestDelivery_retriesAreBroughtForwardWhenTheRelayIsBack(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(r *rig){
		"webhooks resume": func(r *rig) {
			for _, stopped := range []bool{true, false} {
				if err := r.s.SetFaults(sandbox.Faults{WebhooksStopped: stopped}); err != nil {
					t.Error(err)
				}
			}
		},
		"a new address": func(r *rig) { r.s.SetTargets(sandbox.Targets{Meta: r.hookBase() + "/new"}) },
	} {
		r := newRig(t, func(c *sandbox.Config) { c.RetryBase, c.RetryMax = time.Hour, time.Hour })
		r.status.Store(500)
		r.write("lena", "x")
		r.until("the refusal", func() bool { return r.s.Counters().Retries == 1 })
		r.status.Store(200)
		back(r)
		r.until(name, func() bool { return r.s.Pending() == 0 })
	}
}

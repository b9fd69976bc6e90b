package meta_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

func seed(f *testing.F, add func(body []byte)) {
	for _, path := range bodies(f) {
		body, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		add(body)
	}
}

func FuzzSplit(f *testing.F) {
	seed(f, func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		items, err := meta.Split(body)
		if len(items) == 0 {
			t.Fatal("a body without a single item: it would be lost")
		}
		again, _ := meta.Split(body)
		for i, item := range items {
			if err != nil && item.Kind != channel.KindUnknown {
				t.Errorf("item %d of a broken body is a %s", i, item.Kind)
			}
			if item.Key == "" || (item.Reason == "") == (item.Kind == channel.KindUnknown) {
				t.Errorf("item %d: kind %s, key %q, reason %q", i, item.Kind, item.Key, item.Reason)
			}
			if !json.Valid(item.Payload) {
				t.Errorf("item %d: payload is not JSON: %q", i, item.Payload)
			}
			if again[i].Key != item.Key || !bytes.Equal(again[i].Payload, item.Payload) {
				t.Errorf("item %d differs when split again", i)
			}
			read(t, item)
		}
	})
}

func FuzzDecodeMessage(f *testing.F) {
	seed(f, func(body []byte) {
		items, err := meta.Split(body)
		if err != nil {
			f.Fatal(err)
		}
		for _, item := range items {
			f.Add([]byte(item.Payload))
		}
	})
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, messageErr := meta.DecodeMessage(payload)
		if messageErr == nil && m.ID == "" && m.From == (channel.Person{}) && m.To == (channel.Person{}) {
			t.Errorf("took for a message what names neither itself nor anybody: %q", payload)
		}
		if messageErr == nil && m.Type == "" && m.NotUnderstood == "" {
			t.Errorf("understood a message without a type: %q", payload)
		}
		s, statusErr := meta.DecodeStatus(payload)
		if statusErr == nil && (s.MessageID == "" || s.Status == "") {
			t.Errorf("understood a status without id or word: %q", payload)
		}
		e, eventErr := meta.DecodeEvent(payload)
		for _, v := range []any{m, s, e} {
			if _, err := json.Marshal(v); err != nil {
				t.Errorf("what was read cannot be written: %v", err)
			}
		}
		_, _ = eventErr, e
	})
}

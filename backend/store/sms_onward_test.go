package store_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// An SMS is kept with its sealed content or not at all, once, and is known after it went.
func TestOnward_isKeptOnceAndKnownAfterwards(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	one := desk.Onward{Key: "k1", Org: "o1", Phone: "+4930", At: 10, NextAt: 10, Box: []byte("sealed")}
	again := one
	again.Box, again.NextAt = []byte("another"), 99
	done := desk.Onward{Key: "k2", Org: "o1", Phone: "+4930", At: 10}
	other := desk.Onward{Key: "k3", Org: "o2", Phone: "+4931", At: 11, NextAt: 50, Box: []byte("x")}
	for _, list := range [][]desk.Onward{{one, done}, {again, other}} {
		if err := db.KeepOnward(ctx, list); err != nil {
			t.Fatal(err)
		}
	}
	if box, err := db.Secret(ctx, "o1", one.SecretName()); err != nil || string(box) != "sealed" {
		t.Errorf("content %q, %v", box, err)
	}
	_, err := db.Secret(ctx, "o1", done.SecretName())
	wantCode(t, "content of one that is done", err, desk.CodeNotFound)
	due := func(now int64) string {
		phones, err := db.DueOnwardPhones(ctx, now)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, p := range phones {
			list, err := db.DueOnward(ctx, p, now, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range list {
				out += o.Key + " "
			}
		}
		return out
	}
	if got := due(9) + "|" + due(10) + "|" + due(50); got != "|k1 |k1 k3 " {
		t.Errorf("due: %q", got)
	}
	if err := db.TriedOnward(ctx, "k1", 60); err != nil {
		t.Fatal(err)
	}
	if list, err := db.DueOnward(ctx, "+4930", 60, 10); err != nil || len(list) != 1 || list[0].Tries != 1 || list[0].At != 10 || list[0].Org != "o1" {
		t.Errorf("after a try: %+v, %v", list, err)
	}
	if err := db.EndOnward(ctx, one, 70); err != nil {
		t.Fatal(err)
	}
	if err := db.TriedOnward(ctx, "k1", 80); err != nil { // too late: it is done
		t.Fatal(err)
	}
	_, err = db.Secret(ctx, "o1", one.SecretName())
	wantCode(t, "content of one that went", err, desk.CodeNotFound)
	if n, err := db.OnwardWaiting(ctx, "+4930"); n != 0 || err != nil || due(100) != "k3 " {
		t.Errorf("%d wait, %v, due %q", n, err, due(100))
	}
	if err := db.ForgetOnward(ctx, 70); err != nil {
		t.Fatal(err)
	}
	if known, err := db.OnwardKnown(ctx, "k1"); !known || err != nil {
		t.Errorf("known until a day is over: %v, %v", known, err)
	}
	if err := db.ForgetOnward(ctx, 71); err != nil {
		t.Fatal(err)
	}
	if known, err := db.OnwardKnown(ctx, "k1"); known || err != nil {
		t.Errorf("known after a day: %v, %v", known, err)
	}
	if known, err := db.OnwardKnown(ctx, "k3"); !known || err != nil {
		t.Errorf("one that waits was forgotten: %v, %v", known, err)
	}
}

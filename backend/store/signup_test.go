package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
)

func TestSignUp_isKeptChangedAndForgotten(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	mine := desk.SignUp{Org: "o1", ID: "sgn_1", Key: "k1", Until: 10, Doc: []byte(`{"stage":"waiting"}`)}
	theirs := desk.SignUp{Org: "o2", ID: "sgn_1", Key: "k2", Until: 20, Doc: []byte(`{}`)}
	for _, s := range []desk.SignUp{mine, theirs} {
		if err := db.AddSignUp(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.AddSignUp(ctx, desk.SignUp{Org: "o3", ID: "sgn_3", Key: "k1"}); err == nil {
		t.Error("two sign-ups have one key")
	}
	for key, want := range map[string]desk.SignUp{"k1": mine, "k2": theirs} {
		if got, err := db.SignUpByKey(ctx, key); err != nil || !cmp.Equal(got, want) {
			t.Errorf("key %s: %+v, %v", key, got, err)
		}
	}
	_, err := db.SignUp(ctx, "o3", "sgn_1")
	wantCode(t, "another organization's", err, desk.CodeNotFound)

	mine.Key, mine.Until, mine.Doc = "k3", 30, []byte(`{"stage":"opened"}`)
	err = db.ChangeSignUp(ctx, "o1", "sgn_1", func(s *desk.SignUp) error { *s = mine; return nil })
	if got, _ := db.SignUp(ctx, "o1", "sgn_1"); err != nil || !cmp.Equal(got, mine) {
		t.Errorf("changed: %+v, %v", got, err)
	}
	_, err = db.SignUpByKey(ctx, "k1")
	wantCode(t, "the key of before", err, desk.CodeNotFound)
	refused := errors.New("refused")
	err = db.ChangeSignUp(ctx, "o1", "sgn_1", func(s *desk.SignUp) error { s.Key = "k4"; return refused })
	if got, _ := db.SignUp(ctx, "o1", "sgn_1"); !errors.Is(err, refused) || got.Key != "k3" {
		t.Errorf("a refused change: %v, key %s", err, got.Key)
	}
	wantCode(t, "changing none", db.ChangeSignUp(ctx, "o1", "sgn_9", func(*desk.SignUp) error { return nil }), desk.CodeNotFound)

	if list, err := db.SignUps(ctx, "o1"); err != nil || len(list) != 1 {
		t.Errorf("of one organization: %+v, %v", list, err)
	}
	if list, err := db.SignUpsUntil(ctx, 29); err != nil || len(list) != 1 || list[0].Org != "o2" {
		t.Errorf("over at 29: %+v, %v", list, err)
	}
	for range 2 { // twice does no harm
		if err := db.DeleteSignUp(ctx, "o1", "sgn_1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = db.SignUp(ctx, "o1", "sgn_1")
	wantCode(t, "forgotten", err, desk.CodeNotFound)
}

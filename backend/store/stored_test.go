package store

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// PostgreSQL takes no NUL in a text. Whatever comes from outside, none gets into a
// column, and a row is found by what it was put under.
func TestColumns_holdNoNUL(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{CacheRows: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const odd = "a\x00b"
	err = db.WriteTx(t.Context(), func(tx *Tx) error {
		for _, k := range desk.Kinds {
			r := k.New()
			fillTexts(reflect.ValueOf(r).Elem(), odd)
			if err := tx.Apply(t.Context(), "org_a", 1, desk.Batch{Rows: []desk.Row{r}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]string{"contact_alias": {"alias"}, "thread_key": {"id"}}
	for _, k := range desk.Kinds {
		for _, c := range k.Columns {
			if c.Text != nil && !c.Thread {
				columns[k.Table] = append(columns[k.Table], c.Name)
			}
		}
	}
	for table, names := range columns {
		for _, c := range names {
			var texts, with int
			query := "SELECT count(*), coalesce(sum(instr(CAST(" + c + " AS BLOB), x'00') > 0), 0) FROM " + table
			if err := db.readers[desk.WorkIntake].db.QueryRowContext(t.Context(), query).Scan(&texts, &with); err != nil {
				t.Fatal(err)
			}
			if texts == 0 || with > 0 {
				t.Errorf("%s.%s: %d texts, %d with a NUL", table, c, texts, with)
			}
		}
	}
	if m, err := db.MessageByProviderID(t.Context(), "org_a", odd); err != nil || m.ProviderID != odd {
		t.Errorf("the message is not found by its id: %v", err)
	}
	if c, err := db.ContactByAlias(t.Context(), "org_a", odd); err != nil || c.Aliases[0] != odd {
		t.Errorf("the contact is not found by its alias: %v", err)
	}
}

// fillTexts puts the text into every text of a row, and one into every list.
func fillTexts(v reflect.Value, text string) {
	switch v.Kind() { //nolint:exhaustive // numbers and flags are no texts
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			fillTexts(v.Field(i), text)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillTexts(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillTexts(v.Index(0), text)
	default:
	}
}

// A raw body that was erased leaves its id to nobody, whatever happens between.
func TestIntake_idsAreNeverGivenAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	seen := map[int64]bool{}
	for range 3 {
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range intakeBlock + 2 {
			err := db.WriteTx(t.Context(), func(tx *Tx) error {
				id, err := tx.PutIntake(t.Context(), desk.Intake{Provider: "meta", Org: "org_a", Body: []byte("{}")}, 1)
				if seen[id] || id == 0 {
					t.Fatalf("the id %d is given again", id)
				}
				if i%100 == 50 { // what is rolled back keeps nothing
					return errClosed
				}
				seen[id] = true
				return err
			})
			if err != nil && i%100 != 50 {
				t.Fatal(err)
			}
		}
		err = db.WriteTx(t.Context(), func(tx *Tx) error {
			return tx.exec(t.Context(), "DELETE FROM intake WHERE id > 10")
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

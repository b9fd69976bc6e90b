package store

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadScripts_cutsEachFileInTwo(t *testing.T) {
	t.Parallel()
	got, err := readScripts(fstest.MapFS{
		"m/0001_a.sql": {Data: []byte("-- Why.\n\n-- +goose Up\nCREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n-- +goose Down\nDROP TABLE c;\n")},
		"m/0020_b.sql": {Data: []byte("-- +goose Up\n-- +goose Down\n")},
		"m/readme.md":  {Data: []byte("no migration")},
	}, "m")
	want := []script{
		{version: 1, up: "CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n", down: "DROP TABLE c;\n"},
		{version: 20},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestReadScripts_refusesWhatItWouldRunInPart(t *testing.T) {
	t.Parallel()
	const whole = "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"
	for _, each := range []struct{ label, name, text, want string }{
		{"no number", "first.sql", whole, "has no number"},
		{"number of nothing", "0000_first.sql", whole, "has no number"},
		{"no up part", "0001_a.sql", "SELECT 1;\n-- +goose Down\nSELECT 2;\n", "one up and one down"},
		{"no down part", "0001_a.sql", "-- +goose Up\nSELECT 1;\n", "one up and one down"},
		{"down before up", "0001_a.sql", "-- +goose Down\nSELECT 1;\n-- +goose Up\nSELECT 2;\n", "one up and one down"},
		{"asked to run outside a transaction", "0001_a.sql", "-- +goose NO TRANSACTION\n" + whole, "one up and one down"},
		{"two up parts", "0001_a.sql", whole + "-- +goose Up\nSELECT 3;\n", "one up and one down"},
	} {
		t.Run(each.label, func(t *testing.T) {
			t.Parallel()
			got, err := readScripts(fstest.MapFS{"m/" + each.name: {Data: []byte(each.text)}}, "m")
			if err == nil || !strings.Contains(err.Error(), each.want) || !strings.Contains(err.Error(), each.name) {
				t.Errorf("got %+v, %v; want an error that names %s and says %q", got, err, each.name, each.want)
			}
		})
	}
}

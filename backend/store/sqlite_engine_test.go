package store

import "testing"

// The driver looks names of parameters up one by one; a statement keeps them only
// where a place would mean another value.
func TestStatement_givesParametersByPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"SELECT 1": "SELECT 1",
		"SELECT a FROM t WHERE a = $1 AND b IN ($2, $3)": "SELECT a FROM t WHERE a = ? AND b IN (?, ?)",
		"a = $1 AND b = $2 AND c = $1":                   "a = $1 AND b = $2 AND c = $1",
		"a = $2 AND b = $1":                              "a = $2 AND b = $1",
		"a = '$7' AND b = $1":                            "a = '$7' AND b = ?",
		"$1$2$3$4$5$6$7$8$9$10$11":                       "???????????",
	} {
		if got := SQLite.Statement(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

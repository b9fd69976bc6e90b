package store

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sqliteOnly are words that no other engine understands.
var sqliteOnly = regexp.MustCompile(`(?i)\bpragma\b|\bsqlite_|\browid\b|\bfts5\b|\bmatch\b|\bbegin (immediate|deferred|exclusive)|json_extract|\bglob\b|insert or |without rowid|\bindexed by\b|\bifnull\(|\bgroup_concat\(`)

// isDialectFile says that a file is SQLite's own: a second engine has others in its
// place.
func isDialectFile(name string) bool { return strings.HasPrefix(name, "sqlite_") }

// What only SQLite understands stands in its own files.
func TestDialect_onlyItsFilesSpeakSQLite(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	own := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name) //nolint:gosec // this package's own
		if err != nil {
			t.Fatal(err)
		}
		found := spokenSQLite(t, name, string(src))
		if isDialectFile(name) {
			own += len(found)
			continue
		}
		for _, f := range found {
			t.Errorf("%s: it belongs into a file sqlite_*.go", f)
		}
	}
	if own < 20 {
		t.Errorf("SQLite's own files say only %d things that are SQLite's: is this test still looking?", own)
	}
}

func TestDialect_seesWhatIsPlanted(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"package store; const q = `PRAGMA user_version`", "package store; import _ \"modernc.org/sqlite\"",
		"package store; const q = `SELECT rowid FROM message`", "package store; var d = goose.DialectSQLite3",
	} {
		if len(spokenSQLite(t, "x.go", src)) == 0 {
			t.Errorf("%s is not seen", src)
		}
	}
	if found := spokenSQLite(t, "x.go", "package store; const q = `SELECT doc FROM message WHERE org = $1` // rowid"); len(found) > 0 {
		t.Error(found)
	}
}

// spokenSQLite lists the texts, imports and names in a file that are SQLite's.
func spokenSQLite(t *testing.T, name, src string) (found []string) {
	t.Helper()
	files := gotoken.NewFileSet()
	f, err := parser.ParseFile(files, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		text := ""
		switch n := n.(type) {
		case *ast.BasicLit:
			if sqliteOnly.MatchString(n.Value) || strings.Contains(n.Value, "modernc.org/sqlite") {
				text = n.Value
			}
		case *ast.Ident:
			if n.Name == "DialectSQLite3" {
				text = n.Name
			}
		}
		if text != "" {
			found = append(found, fmt.Sprintf("%s says %s", files.Position(n.Pos()), text))
		}
		return true
	})
	return found
}

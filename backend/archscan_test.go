package backend_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/parleydesk/parley"

// source is one Go file that ships: test files are exempt from the rules.
type source struct {
	path    string
	syntax  *ast.File
	imports map[string]string // import path → name it goes by in this file
}

// pkg is one folder with Go files that ship.
type pkg struct {
	dir     string // slash-separated, relative to the module root; "." is the root
	name    string
	sources []source
}

// tree is every package of the module, read without the build system so that
// files for other operating systems and build tags are under the rules too.
type tree struct {
	fset *token.FileSet
	pkgs []*pkg
}

// scan reads the Go files below fsys that are not tests.
func scan(fsys fs.FS) (tree, error) {
	t := tree{fset: token.NewFileSet()}
	byDir := map[string]*pkg{}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipDir(p) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		body, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(t.fset, p, body, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("parse %s: %w", p, err)
		}
		dir := path.Dir(p)
		if byDir[dir] == nil {
			byDir[dir] = &pkg{dir: dir, name: syntax.Name.Name}
			t.pkgs = append(t.pkgs, byDir[dir])
		}
		byDir[dir].sources = append(byDir[dir].sources, source{p, syntax, importNames(syntax)})
		return nil
	})
	sort.Slice(t.pkgs, func(i, j int) bool { return t.pkgs[i].dir < t.pkgs[j].dir })
	return t, err
}

// skipDir leaves out what the Go tool leaves out, and the front end, whose
// rules ESLint keeps.
func skipDir(dir string) bool {
	base := path.Base(dir)
	switch {
	case dir == ".":
		return false
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"):
		return true
	case base == "node_modules", base == "testdata":
		return true
	}
	return dir == "frontend" || dir == "build/bin"
}

// importNames maps each import path to the name that the file uses for it.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has accepted it, so this cannot happen
		}
		names[p] = path.Base(p)
		if spec.Name != nil {
			names[p] = spec.Name.Name
		}
	}
	return names
}

// uses calls found for every mention of one of names of the package importPath,
// with the nodes that enclose it, outermost first.
func (s source) uses(importPath string, names []string, found func(sel *ast.SelectorExpr, around []ast.Node)) {
	local, ok := s.imports[importPath]
	if !ok {
		return
	}
	var around []ast.Node
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == local && contains(names, sel.Sel.Name) {
				found(sel, around)
			}
		}
		around = append(around, n)
		return true
	})
}

// repository scans the real module.
func repository(t *testing.T) tree {
	t.Helper()
	tr, err := scan(os.DirFS(moduleRoot(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.pkgs) == 0 {
		t.Fatal("no packages found: the scan looks in the wrong place")
	}
	return tr
}

// moduleRoot walks up from the test's folder to the one that holds go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

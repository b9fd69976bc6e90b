package backend_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// wordyDirs may hold sentences in Go: what they say is for somebody else's eyes.
var wordyDirs = map[string]string{
	"backend/sandbox":  "it speaks as Meta, carriers and customers do",
	"backend/practice": "names and texts of a pretend business",
	"backend/config":   "help on the command line",
	"backend/holidays": "names of states, as they are called there",
	"build":            "tools for developers",
}

// wordless are calls whose texts nobody but an operator reads, and fields of
// the same kind: causes of errors, logs, metrics' help, statements.
var (
	wordlessCalls = regexp.MustCompile(`^(fmt\.(Errorf|Fprint\w*)|errors\.New|slog\.\w+|\w*[lL]og(ger)?\.\w+|\w+(\.\w+)*\.[lL]og(ger)?\.\w+|panic|counter|gauge|desk\.Broken|\w+\.(Exec|Query|QueryRow)Context|regexp\.MustCompile|strings\.Fields|\w+\.OpenKey)$`)
	wordlessKeys  = regexp.MustCompile(`^(Help|Op|Err|what|why|reason)$`)
	sentence      = regexp.MustCompile(`^[A-Z“"][^\n]*[a-z]\S* \S+ \S+[^\n]*|^\S+ \S+.*[a-z)][.?]$`)
	statement     = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|DROP|ALTER|REPLACE|ATTACH|VACUUM|ROLLBACK|SQLite|ON CONFLICT|ORDER BY|WHERE|AND|=)( |$)|^[\w.]+: [a-z]`)
)

// checkProse reports sentences for people in Go. Their home is the i18n files.
func checkProse(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		if _, ok := wordyDirs[p.dir]; ok || isTestHelper(p.dir) || owns([]string{"backend/sandbox", "build", "backend/cmd"}, p.dir) {
			continue
		}
		for _, s := range p.sources {
			var around []ast.Node
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				if n == nil {
					around = around[:len(around)-1]
					return true
				}
				around = append(around, n)
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err == nil && isProse(text) && !wordless(around) {
					bad = append(bad, fmt.Sprintf("%s: %q is for people: put it into frontend/src/i18n/en and name it", t.fset.Position(lit.Pos()), text))
				}
				return true
			})
		}
	}
	return bad
}

func isProse(text string) bool {
	return sentence.MatchString(strings.TrimSpace(text)) && !statement.MatchString(text)
}

// wordless tells whether the innermost call or field around a literal is one
// whose texts are not for people.
func wordless(around []ast.Node) bool {
	for i := len(around) - 2; i >= 0; i-- {
		switch n := around[i].(type) {
		case *ast.CallExpr:
			return wordlessCalls.MatchString(dotted(n.Fun))
		case *ast.KeyValueExpr:
			if wordlessKeys.MatchString(dotted(n.Key)) {
				return true
			}
		case *ast.ImportSpec, *ast.Field:
			return true
		}
	}
	return false
}

func dotted(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return dotted(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return dotted(e.Fun)
	}
	return ""
}

// named is a subcode that Go makes, with the context that chooses its sentence;
// context is "*" where only the running program knows it.
type named struct{ at, subcode, context string }

// subcodes lists what desk.Refuse and the literals of desk.Error name.
func subcodes(t tree) []named {
	consts := map[string]string{}
	for _, p := range t.pkgs {
		for _, s := range p.sources {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == 1 && len(v.Values) == 1 {
					if text, ok := literal(v.Values[0], nil); ok && strings.HasPrefix(strings.ToLower(v.Names[0].Name), "sub") {
						consts[p.name+"."+v.Names[0].Name] = text
					}
				}
				return true
			})
		}
	}
	var list []named
	for _, p := range t.pkgs {
		if isTestHelper(p.dir) {
			continue
		}
		local := map[string]string{}
		for name, v := range consts {
			local[name] = v
			if short, ok := strings.CutPrefix(name, p.name+"."); ok {
				local[short] = v
			}
		}
		for _, s := range p.sources {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				var sub, params ast.Expr
				switch n := n.(type) {
				case *ast.CallExpr:
					if f := dotted(n.Fun); (f == "desk.Refuse" || f == "Refuse" || f == "refuse") && len(n.Args) >= 2 {
						sub = n.Args[1]
						if len(n.Args) > 2 {
							params = n.Args[len(n.Args)-1]
						}
					}
				case *ast.CompositeLit:
					if n.Type == nil || dotted(n.Type) != "desk.Error" {
						return true
					}
					sub, params = field(n, "Subcode"), field(n, "Params")
				}
				if text, ok := literal(sub, local); ok && text != "" {
					list = append(list, named{t.fset.Position(n.Pos()).String(), text, contextOf(params)})
				}
				return true
			})
		}
	}
	return list
}

func literal(e ast.Expr, consts map[string]string) (string, bool) {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		text, err := strconv.Unquote(lit.Value)
		return text, err == nil
	}
	if e == nil {
		return "", false
	}
	text, ok := consts[dotted(e)]
	return text, ok
}

func field(c *ast.CompositeLit, name string) ast.Expr {
	for _, e := range c.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && dotted(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

func contextOf(params ast.Expr) string {
	if params == nil {
		return ""
	}
	c, ok := params.(*ast.CompositeLit)
	if !ok {
		return "*"
	}
	for _, e := range c.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := literal(kv.Key, nil)
		if key == "context" || dotted(kv.Key) == "desk.ParamContext" || dotted(kv.Key) == "ParamContext" {
			if text, ok := literal(kv.Value, nil); ok {
				return text
			}
			return "*"
		}
	}
	return ""
}

// checkSentences reports subcodes that the i18n files have no sentence for.
func checkSentences(t tree, said map[string]string) []string {
	has := func(n named) bool {
		key := n.subcode
		if n.context == "*" {
			key += "_"
		} else if n.context != "" {
			key += "_" + n.context
		}
		for k := range said {
			if k == key || k == key+"_other" || n.context == "*" && strings.HasPrefix(k, key) {
				return true
			}
		}
		return false
	}
	var bad []string
	for _, n := range subcodes(t) {
		if !has(n) {
			bad = append(bad, fmt.Sprintf("%s: %s (context %q) has no sentence in frontend/src/i18n/en/refusals.json", n.at, n.subcode, n.context))
		}
	}
	return bad
}

// written reads the sentences of refusals.
func written(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(moduleRoot(t), "frontend/src/i18n/en/refusals.json")) //nolint:gosec // a file of the repository
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Said map[string]string `json:"said"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	return file.Said
}

func TestArch_sentencesHaveOneHome(t *testing.T) {
	t.Parallel()
	tr := repository(t)
	for _, line := range checkProse(tr) {
		t.Error(line)
	}
	for dir := range wordyDirs {
		if _, err := os.Stat(filepath.Join(moduleRoot(t), dir)); err != nil {
			t.Errorf("%s may hold sentences and is not there", dir)
		}
	}
}

func TestArch_eachSubcodeHasASentence(t *testing.T) {
	t.Parallel()
	tr := repository(t)
	if n := len(subcodes(tr)); n < 200 {
		t.Errorf("only %d subcodes found: the scan looks in the wrong place", n)
	}
	for _, line := range checkSentences(tr, written(t)) {
		t.Error(line)
	}
}
